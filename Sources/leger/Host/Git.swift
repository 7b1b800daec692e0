/// Git as leger runs it: to read, without prompts, hooks, pagers or the network.
struct Git: Sendable {
  /// What Git could not do, as a sentence to print.
  struct Failure: Error {
    let message: String
  }

  private let host: any Host
  private let program: [UInt8]
  /// The top folder of the work tree, links resolved.
  let top: [UInt8]

  /// Finds the repository that a folder is in.
  init(around folder: [UInt8], on host: any Host) throws(Failure) {
    guard let program = host.findProgram("git") else {
      throw Failure(message: "git is not installed; install it to compare revisions")
    }
    self.host = host
    self.program = program
    let outcome = try Self.run(program, ["rev-parse", "--show-toplevel"].map { Array($0.utf8) }, in: folder, on: host)
    var path = outcome.output
    if path.last == UInt8(ascii: "\n") { path.removeLast() }
    guard outcome.status == 0, !path.isEmpty else {
      let shown = VisibleText.quoted(folder)
      let words = Self.firstMessage(outcome.messages)
      if words.hasPrefix("not a git repository") {
        throw Failure(message: "\(shown) is not in a Git repository; --rev compares revisions of one")
      }
      let fix =
        words.contains("dubious ownership")
        ? "; to read another user's repository: git config --global --add safe.directory PATH" : ""
      throw Failure(message: words.isEmpty ? "\(shown) has no work tree" : "\(shown): \(words)\(fix)")
    }
    top = path
  }

  /// Returns the id of a revision's commit; nil when no revision has that name.
  func commit(_ revision: [UInt8]) throws(Failure) -> [UInt8]? {
    if revision.isEmpty || revision.first == UInt8(ascii: "-") || revision.contains(0) { return nil }
    let words = ["rev-parse", "--verify", "--quiet", "--end-of-options"].map { Array($0.utf8) }
    let outcome = try run(words + [revision + Array("^{commit}".utf8)])
    guard outcome.status == 0 else { return nil }
    let id = outcome.output.prefix { $0 != UInt8(ascii: "\n") }
    return id.count >= 40 ? Array(id) : nil
  }

  /// A file, link or submodule of a commit.
  struct Entry: Sendable {
    enum Kind: Sendable { case file, link, submodule }
    /// The path, from the top folder.
    let path: [UInt8]
    let kind: Kind
    let id: [UInt8]
  }

  /// How many bytes of a tree's listing are read; a million files have about a tenth of that.
  private static let listingLimit = 1 << 30

  /// Returns all files of a commit.
  func entries(of commit: [UInt8]) throws(Failure) -> [Entry] {
    var entries: [Entry] = []
    var line: [UInt8] = []
    let arguments = words("ls-tree", "-r", "-z", "--full-tree") + [commit]
    let (status, messages) = try Self.stream(program, arguments, in: top, on: host, limit: Self.listingLimit) { bytes in
      var rest = bytes[...]
      while let end = rest.firstIndex(of: 0) {
        line += rest[..<end]
        if let entry = Self.entry(line) { entries.append(entry) }
        line.removeAll(keepingCapacity: true)
        rest = rest[(end + 1)...]
      }
      line += rest
      return true
    }
    guard status == 0 else { throw Failure(message: "git ls-tree: \(Self.firstMessage(messages))") }
    return entries
  }

  /// Reads a line of a listing: MODE TYPE ID<tab>PATH.
  private static func entry(_ line: [UInt8]) -> Entry? {
    guard let tab = line.firstIndex(of: 0x09) else { return nil }
    let words = line[..<tab].split(separator: UInt8(ascii: " "))
    guard words.count == 3 else { return nil }
    let kind: Entry.Kind =
      words[0].elementsEqual("120000".utf8) ? .link : words[0].elementsEqual("160000".utf8) ? .submodule : .file
    return Entry(path: Array(line[(tab + 1)...]), kind: kind, id: Array(words[2]))
  }

  /// Returns the content of objects, in the order of their ids; nil for one that is missing or larger than the limit.
  func contents(of ids: [[UInt8]], limit: Int) throws(Failure) -> [[UInt8]?] {
    if ids.isEmpty { return [] }
    let newline = UInt8(ascii: "\n")
    let checked = try run(
      words("cat-file", "--batch-check=%(objectsize)"),
      input: Array(ids.joined(separator: [newline])) + [newline],
      outputLimit: 256 * ids.count
    )
    let sizes = checked.output.split(separator: newline).map { Int(String(decoding: $0, as: UTF8.self)) }
    guard checked.status == 0, sizes.count == ids.count else {
      throw Failure(message: "git cat-file: \(Self.firstMessage(checked.messages))")
    }
    let wanted = ids.indices.filter { sizes[$0].map { $0 <= limit } ?? false }
    var contents = [[UInt8]?](repeating: nil, count: ids.count)
    var batch: [Int] = []
    var size = 0
    for index in wanted {
      batch.append(index)
      size += sizes[index] ?? 0
      if size < limit, index != wanted.last { continue }
      // Each content comes after a line of about a hundred bytes, and before a newline.
      let outcome = try run(
        words("cat-file", "--batch"),
        input: batch.flatMap { ids[$0] + [newline] },
        outputLimit: size + 256 * batch.count
      )
      var rest = outcome.output[...]
      for index in batch {
        // ID TYPE SIZE<newline>CONTENT<newline>
        guard let end = rest.firstIndex(of: newline), let count = sizes[index], rest.endIndex - end - 1 > count else {
          throw Failure(message: "git cat-file: \(Self.firstMessage(outcome.messages))")
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

  private func run(
    _ arguments: [[UInt8]],
    input: [UInt8] = [],
    outputLimit: Int = 1 << 20
  ) throws(Failure) -> Spawn.Outcome {
    try Self.run(program, arguments, in: top, on: host, input: input, outputLimit: outputLimit)
  }

  /// The user's configuration counts, except for what runs a program or uses the network.
  private static let settings = [
    "--no-pager", "--literal-pathspecs", "-c", "core.quotePath=false", "-c", "core.fsmonitor=false", "-c",
    "core.hooksPath=/dev/null", "-c", "protocol.allow=never",
  ]

  private static func spawn(_ program: [UInt8], _ arguments: [[UInt8]], in folder: [UInt8], on host: any Host) -> Spawn
  {
    Spawn(
      program: program,
      arguments: [Array("-C".utf8), folder] + settings.map { Array($0.utf8) } + arguments,
      environment: host.environment(adding: [
        "GIT_TERMINAL_PROMPT=0", "GIT_OPTIONAL_LOCKS=0", "GIT_NO_LAZY_FETCH=1", "GIT_ASKPASS=/bin/false",
      ])
    )
  }

  private static func run(
    _ program: [UInt8],
    _ arguments: [[UInt8]],
    in folder: [UInt8],
    on host: any Host,
    input: [UInt8] = [],
    outputLimit: Int = 1 << 20
  ) throws(Failure) -> Spawn.Outcome {
    var spawn = spawn(program, arguments, in: folder, on: host)
    spawn.outputLimit = max(outputLimit, 1 << 20)
    do throws(Spawn.Failure) {
      return try host.run(spawn, input: input)
    } catch {
      throw Failure(message: "git \(error.message)")
    }
  }

  /// Runs Git and hands on its output as it comes; returns the exit status and what it reports.
  private static func stream(
    _ program: [UInt8],
    _ arguments: [[UInt8]],
    in folder: [UInt8],
    on host: any Host,
    limit: Int,
    _ output: @escaping ([UInt8]) -> Bool
  ) throws(Failure) -> (status: Int32, messages: [UInt8]) {
    var spawn = spawn(program, arguments, in: folder, on: host)
    spawn.outputLimit = limit
    var messages: [UInt8] = []
    let streams = ProgramStreams(output: output) { bytes in
      if messages.count < 4096 { messages += bytes }
      return true
    }
    do throws(Spawn.Failure) {
      return (try host.run(spawn, streams), messages)
    } catch {
      throw Failure(message: "git \(error.message)")
    }
  }

  /// Returns the first line that Git reports, without its `fatal: `.
  private static func firstMessage(_ messages: [UInt8]) -> String {
    let text = VisibleText.string(Array(messages.prefix { $0 != UInt8(ascii: "\n") }))
    return text.hasPrefix("fatal: ") ? String(text.dropFirst(7)) : text
  }
}
