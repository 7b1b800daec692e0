import Glibc
import QuadletAnalysis

/// Git as leger runs it: for reading, without prompts, hooks, pagers or the network.
struct Git: Sendable {
  /// What Git could not do.
  struct Failure: Error {
    let message: String
    var status = ExitStatus.environment
  }

  private let program: [UInt8]
  /// The top of the work tree, links resolved.
  let top: [UInt8]

  /// Finds the repository that a folder is in.
  init(around folder: [UInt8]) throws(Failure) {
    guard let program = Spawn.find("git") else {
      throw Failure(message: "git is not installed; install it to compare revisions")
    }
    self.program = program
    let outcome = try Self.run(program, ["rev-parse", "--show-toplevel"].map { Array($0.utf8) }, in: folder)
    var path = outcome.output
    if path.last == UInt8(ascii: "\n") { path.removeLast() }
    guard outcome.status == 0, !path.isEmpty else {
      let shown = UsageError.quote(folder)
      let words = Self.firstMessage(outcome)
      if words.hasPrefix("not a git repository") {
        throw Failure(message: "\(shown) is not in a Git repository; --rev compares revisions of one")
      }
      let mend =
        words.contains("dubious ownership")
        ? "; to read the repository of somebody else: git config --global --add safe.directory PATH" : ""
      throw Failure(message: words.isEmpty ? "\(shown) has no work tree" : "\(shown): \(words)\(mend)")
    }
    top = path
  }

  /// The id of a revision's commit; nil when there is none of that name.
  func commit(_ revision: [UInt8]) throws(Failure) -> [UInt8]? {
    if revision.isEmpty || revision.first == UInt8(ascii: "-") || revision.contains(0) { return nil }
    let words = ["rev-parse", "--verify", "--quiet", "--end-of-options"].map { Array($0.utf8) }
    let outcome = try run(words + [revision + Array("^{commit}".utf8)])
    guard outcome.status == 0 else { return nil }
    let id = outcome.output.prefix { $0 != UInt8(ascii: "\n") }
    return id.count >= 40 ? Array(id) : nil
  }

  /// One thing in the tree of a commit.
  struct Entry: Sendable {
    enum Kind: Sendable { case file, link, submodule }
    /// The path from the top on.
    let path: [UInt8]
    let kind: Kind
    let id: [UInt8]
  }

  /// All files of a commit.
  func entries(of commit: [UInt8]) throws(Failure) -> [Entry] {
    let outcome = try run(["ls-tree", "-r", "-z", "--full-tree"].map { Array($0.utf8) } + [commit])
    guard outcome.status == 0 else { throw Failure(message: "git ls-tree: \(Self.firstMessage(outcome))") }
    return outcome.output.split(separator: 0).compactMap { line in
      // MODE TYPE ID<tab>PATH
      guard let tab = line.firstIndex(of: 0x09) else { return nil }
      let words = line[..<tab].split(separator: UInt8(ascii: " "))
      guard words.count == 3 else { return nil }
      let kind: Entry.Kind =
        words[0].elementsEqual("120000".utf8) ? .link : words[0].elementsEqual("160000".utf8) ? .submodule : .file
      return Entry(path: Array(line[(tab + 1)...]), kind: kind, id: Array(words[2]))
    }
  }

  /// The content of objects, in the order of their ids; nil for one that is missing or larger than the limit.
  func contents(of ids: [[UInt8]], limit: Int) throws(Failure) -> [[UInt8]?] {
    if ids.isEmpty { return [] }
    let newline = UInt8(ascii: "\n")
    let checked = try run(
      words("cat-file", "--batch-check=%(objectsize)"),
      input: Array(ids.joined(separator: [newline])) + [newline]
    )
    let sizes = checked.output.split(separator: newline).map { Int(String(decoding: $0, as: UTF8.self)) }
    guard checked.status == 0, sizes.count == ids.count else {
      throw Failure(message: "git cat-file: \(Self.firstMessage(checked))")
    }
    let wanted = ids.indices.filter { sizes[$0].map { $0 <= limit } ?? false }
    var contents = [[UInt8]?](repeating: nil, count: ids.count)
    var batch: [Int] = []
    var size = 0
    for index in wanted {
      batch.append(index)
      size += sizes[index] ?? 0
      if size < limit, index != wanted.last { continue }
      let outcome = try run(words("cat-file", "--batch"), input: batch.flatMap { ids[$0] + [newline] })
      var rest = outcome.output[...]
      for index in batch {
        // ID TYPE SIZE<newline>CONTENT<newline>
        guard let end = rest.firstIndex(of: newline), let count = sizes[index], rest.endIndex - end - 1 > count else {
          throw Failure(message: "git cat-file: \(Self.firstMessage(outcome))")
        }
        contents[index] = Array(rest[(end + 1)..<(end + 1 + count)])
        rest = rest[(end + count + 2)...]
      }
      batch.removeAll()
      size = 0
    }
    return contents
  }

  // MARK: Running

  private func words(_ words: String...) -> [[UInt8]] { words.map { Array($0.utf8) } }

  private func run(_ arguments: [[UInt8]], input: [UInt8] = []) throws(Failure) -> Spawn.Outcome {
    try Self.run(program, arguments, in: top, input: input)
  }

  /// The user's own configuration counts, but nothing in it that runs a program or asks the network.
  private static let settings = [
    "--no-pager", "--literal-pathspecs", "-c", "core.quotePath=false", "-c", "core.fsmonitor=false", "-c",
    "core.hooksPath=/dev/null", "-c", "protocol.allow=never",
  ]

  private static func run(
    _ program: [UInt8],
    _ arguments: [[UInt8]],
    in folder: [UInt8],
    input: [UInt8] = []
  ) throws(Failure) -> Spawn.Outcome {
    let spawn = Spawn(
      program: program,
      arguments: [Array("-C".utf8), folder] + settings.map { Array($0.utf8) } + arguments,
      environment: Spawn.environment(adding: [
        "GIT_TERMINAL_PROMPT=0", "GIT_OPTIONAL_LOCKS=0", "GIT_NO_LAZY_FETCH=1", "GIT_ASKPASS=/bin/false",
      ]),
      input: input
    )
    do throws(Spawn.Failure) {
      return try spawn.run()
    } catch {
      throw Failure(message: "git \(error.message)")
    }
  }

  /// The first line that Git says, without its `fatal: `.
  private static func firstMessage(_ outcome: Spawn.Outcome) -> String {
    let line = outcome.messages.prefix { $0 != UInt8(ascii: "\n") }
    let text = VisibleText.string(Array(line))
    return text.hasPrefix("fatal: ") ? String(text.dropFirst(7)) : text
  }
}
