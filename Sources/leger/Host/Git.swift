/// Git as leger runs it: to read, without prompts, hooks, pagers or the network.
struct Git: Sendable {
  /// What Git could not do, as a sentence to print.
  struct Failure: Error {
    let message: String
    /// Whether the user asked for something that does not exist; otherwise the clone or the machine is the reason.
    var isRequest = false
    /// The object that the clone lacks, when that is the reason.
    var missingObject: [UInt8]?
  }

  let host: any Host
  let program: [UInt8]
  /// The folder that Git finds the repository from; every command runs there.
  let folder: [UInt8]
  /// The top folder of the work tree, links resolved.
  let top: [UInt8]

  /// Finds the repository that a folder is in.
  init(around folder: [UInt8], on host: any Host) throws(Failure) {
    guard let program = host.findProgram("git") else {
      throw Failure(message: "git is not installed; install it to compare revisions")
    }
    let outcome = try Self.run(program, ["rev-parse", "--show-toplevel"].map { Array($0.utf8) }, in: folder, on: host)
    var path = outcome.output
    if path.last == UInt8(ascii: "\n") { path.removeLast() }
    let shown = VisibleText.quoted(folder)
    guard outcome.status == 0, !path.isEmpty else {
      let words = Self.firstMessage(outcome.messages)
      if words.hasPrefix("not a git repository") {
        throw Failure(message: "\(shown) is not in a Git repository; --rev compares revisions of one")
      }
      let fix =
        words.contains("dubious ownership")
        ? "; to read another user's repository: git config --global --add safe.directory PATH" : ""
      throw Failure(message: words.isEmpty ? "\(shown) has no work tree" : "\(shown): \(words)\(fix)")
    }
    // A repository can put its work tree anywhere (core.worktree); its files are not those at the path then.
    let resolved = host.resolvedOrSame(folder)
    guard resolved == path || resolved.starts(with: Path.join(path, [])) else {
      let place = VisibleText.quoted(path)
      throw Failure(
        message: "\(shown) is outside of the work tree that its Git repository names (core.worktree): \(place)"
      )
    }
    self.host = host
    self.program = program
    self.folder = folder
    top = path
  }

  /// Returns the id of the one commit that a text names.
  func commit(_ revision: [UInt8]) throws(Failure) -> [UInt8] {
    let shown = VisibleText.quoted(revision)
    let unknown = "\(shown) is not a revision of this Git repository"
    if revision.isEmpty || revision.first == UInt8(ascii: "-") || revision.contains(0) {
      throw Failure(message: unknown, isRequest: true)
    }
    if let id = try commitID(revision) { return id }
    let named = try run(words("rev-parse", "--verify") + [revision])
    if named.status == 0, let id = Self.id(named.output) {
      // What searches for a text takes all that follows as part of it.
      if let commit = try commitID(id) { return commit }
      if try isMissing(id) { throw Self.missing(id, revision) }
    }
    let messages = String(decoding: named.messages, as: UTF8.self)
    if messages.contains("is ambiguous") {
      throw Failure(message: "\(shown) is ambiguous; write more of the object's ID", isRequest: true)
    }
    if !named.output.isEmpty {
      throw Failure(message: "\(shown) is not one commit; write --rev A, or --rev A..B for two", isRequest: true)
    }
    let shallow = try run(words("rev-parse", "--is-shallow-repository"))
    let hint = shallow.output.starts(with: "true".utf8) ? "; this clone is shallow: git fetch --unshallow" : ""
    throw Failure(message: unknown + hint, isRequest: true)
  }

  private func commitID(_ revision: [UInt8]) throws(Failure) -> [UInt8]? {
    let outcome = try run(words("rev-parse", "--verify", "--quiet") + [revision + Array("^{commit}".utf8)])
    return outcome.status == 0 ? Self.id(outcome.output) : nil
  }

  /// Returns the object ID that is all of an output.
  private static func id(_ output: [UInt8]) -> [UInt8]? {
    guard output.last == UInt8(ascii: "\n") else { return nil }
    let id = Array(output.dropLast())
    return isID(id) ? id : nil
  }

  /// Whether a text is a SHA-1 or SHA-256 object ID.
  static func isID(_ text: some Collection<UInt8>) -> Bool {
    (text.count == 40 || text.count == 64)
      && text.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }

  /// What follows the name of a missing object: that it is missing, and what brings it.
  static let absence = "is not in this clone; run git fetch --refetch --no-filter"

  /// A file, link or submodule of a commit.
  struct Entry: Sendable {
    enum Kind: Sendable { case file, link, submodule, folder }
    /// The path, from the top folder.
    let path: [UInt8]
    let kind: Kind
    let id: [UInt8]
  }

  /// How many bytes of a tree's listing are read; a million files have about a tenth of that.
  private static let listingLimit = 1 << 30
  /// How many files and folders a commit may have: since trees can share what they hold, a few objects make any number.
  static let entryLimit = 200_000

  /// Hands on everything that a commit has, each folder before what it holds; `body` says whether an entry can be one.
  func entries(of commit: [UInt8], _ body: @escaping (Entry) -> Bool) throws(Failure) {
    var line: [UInt8] = []
    // When a folder is missing, Git has listed it, but nothing in it.
    var last: Entry?
    var count = 0
    var refusal: String?
    let arguments = words("ls-tree", "-r", "-t", "-z", "--full-tree") + [commit]
    let status: Int32
    let messages: [UInt8]
    do throws(Failure) {
      (status, messages) = try stream(arguments, limit: Self.listingLimit) { bytes in
        var rest = bytes[...]
        while let end = rest.firstIndex(of: 0) {
          line += rest[..<end]
          guard let entry = Self.entry(line), body(entry) else {
            refusal = "has \(VisibleText.quoted(line)) in it, which is no entry of a tree; see git fsck"
            return false
          }
          count += 1
          if count > Self.entryLimit {
            let limit = "\(Self.entryLimit / 1000),000"
            refusal = "has more than \(limit) files and folders; check out both revisions and compare the folders"
            return false
          }
          last = entry
          line.removeAll(keepingCapacity: true)
          rest = rest[(end + 1)...]
        }
        line += rest
        return true
      }
    } catch {
      let shown = "commit \(String(decoding: commit, as: UTF8.self)) "
      throw refusal.map { Failure(message: shown + $0) } ?? error
    }
    if status != 0 {
      let words = Self.firstMessage(messages)
      guard Self.isPromise(messages) || words == "not a tree object" || words.hasPrefix("error: Could not read ") else {
        throw Failure(message: "git ls-tree: \(words)")
      }
      guard let last, last.kind == .folder else {
        throw Failure(message: "the top folder of commit \(String(decoding: commit, as: UTF8.self)) \(Self.absence)")
      }
      throw Self.missing(last.id, last.path)
    }
    if !line.isEmpty { throw Failure(message: "git ls-tree: its output is not as expected") }
  }

  /// The failure that an object is missing, with the path or the revision that it is for.
  static func missing(_ id: [UInt8], _ path: [UInt8]) -> Failure {
    let message = "the object \(String(decoding: id, as: UTF8.self)) of \(VisibleText.quoted(path)) \(absence)"
    return Failure(message: message, missingObject: id)
  }

  /// Reads a line of a listing: MODE TYPE ID<tab>PATH.
  private static func entry(_ line: [UInt8]) -> Entry? {
    guard let tab = line.firstIndex(of: 0x09) else { return nil }
    let words = line[..<tab].split(separator: UInt8(ascii: " "))
    let path = Array(line[(tab + 1)...])
    let name = Path.name(of: path)
    // No file has such a name; a path with it would lead out of its folder.
    let isFileName = !name.isEmpty && !name.elementsEqual(".".utf8) && !name.elementsEqual("..".utf8)
    guard words.count == 3, isID(words[2]), isFileName else { return nil }
    let kind: Entry.Kind =
      switch String(decoding: words[0], as: UTF8.self) {
      case "120000": .link
      case "160000": .submodule
      case "040000": .folder
      default: .file
      }
    return Entry(path: path, kind: kind, id: Array(words[2]))
  }
}
