import QuadletAnalysis
import QuadletSyntax
import Synchronization

@testable import leger

/// A host that answers from files in memory and from a script, keeps a log of its calls, and can fail at one of them.
///
/// Folders exist when something is in them or when they were made; links are stored, but not followed.
final class RecordingHost: Host {
  /// What exists at a path.
  enum Node: Equatable {
    case file([UInt8])
    case link(to: [UInt8])
    case folder
  }

  /// Which call fails, and how.
  struct Fault {
    /// The number of the call, counted from 1.
    var call: Int
    var error = SystemError(code: 28)
    /// Whether all calls after it fail too, as when the machine is gone.
    var lasts = false
  }

  private struct State {
    var nodes: [String: Node] = [:]
    var log: [String] = []
    var output: [UInt8] = []
    var messages: [UInt8] = []
    var time = Duration.zero
    var locked: [String: [UInt8]] = [:]
  }

  private let state: Mutex<State>
  private let variables: [String: String]
  private let input: [UInt8]
  private let fault: Fault?
  /// Answers a program: its name and arguments in, exit status and output out.
  private let program: @Sendable ([String]) -> (status: Int32, output: String, messages: String)

  let user: UserIdentity
  private static let currentFolderName = "units"
  let currentFolder = Array("/\(currentFolderName)".utf8)

  /// Makes a host with files by path; relative ones are below `/units`.
  init(
    files: [String: String] = [:],
    links: [String: String] = [:],
    variables: [String: String] = [:],
    input: String = "",
    user: UserIdentity = UserIdentity(user: 1000, group: 1000),
    fault: Fault? = nil,
    program: @escaping @Sendable ([String]) -> (status: Int32, output: String, messages: String) = { _ in (127, "", "")
    }
  ) {
    self.variables = variables
    self.input = Array(input.utf8)
    self.user = user
    self.fault = fault
    self.program = program
    var state = State()
    for (path, text) in files { state.nodes[Self.absolute(Array(path.utf8))] = .file(Array(text.utf8)) }
    for (path, target) in links { state.nodes[Self.absolute(Array(path.utf8))] = .link(to: Array(target.utf8)) }
    self.state = Mutex(state)
  }

  // MARK: What tests look at

  /// The calls that change something or run something, one a line: `replace /units/a.container`.
  var log: [String] { state.withLock { $0.log } }
  var output: String { String(decoding: state.withLock { $0.output }, as: UTF8.self) }
  var messages: String { String(decoding: state.withLock { $0.messages }, as: UTF8.self) }

  /// What exists, by absolute path.
  var nodes: [String: Node] { state.withLock { $0.nodes } }

  /// The text of a file.
  func text(of path: String) -> String? {
    if case .file(let bytes) = nodes[Self.absolute(Array(path.utf8))] {
      String(decoding: bytes, as: UTF8.self)
    } else {
      nil
    }
  }

  /// Runs leger on this host.
  func leger(_ line: String) -> ExitStatus {
    Leger.program.run(
      arguments: arguments(line),
      on: self,
      console: Console(self, failure: OutputFailure())
    )
  }

  // MARK: Reading

  private static func absolute(_ path: [UInt8]) -> String {
    let text = String(decoding: path, as: UTF8.self)
    var parts: [Substring] = text.hasPrefix("/") ? [] : [Substring(currentFolderName)]
    for part in text.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }

  private func node(_ path: [UInt8]) -> Node? {
    let path = Self.absolute(path)
    return state.withLock { state in
      if let node = state.nodes[path] { return node }
      let below = path == "/" ? "/" : path + "/"
      return state.nodes.keys.contains { $0.hasPrefix(below) } ? .folder : nil
    }
  }

  func status(_ path: [UInt8], followingLinks: Bool) throws(SystemError) -> FileStatus {
    let owner = FileOwner(user: user.user, group: user.group)
    switch node(path) {
    case .file(let bytes): return FileStatus(kind: .file, mode: 0o755, owner: owner, size: bytes.count)
    case .folder: return FileStatus(kind: .folder, mode: 0o755, owner: owner, size: 0)
    case .link where !followingLinks: return FileStatus(kind: .link, mode: 0o777, owner: owner, size: 0)
    case .link, nil: throw SystemError(code: 2)
    }
  }

  func resolve(_ path: [UInt8]) throws(SystemError) -> [UInt8] {
    _ = try status(path, followingLinks: true)
    return Array(Self.absolute(path).utf8)
  }

  func kind(_ path: [UInt8]) throws(SystemError) -> FileKind { try status(path, followingLinks: true).kind }

  func list(_ path: [UInt8]) throws(SystemError) -> FolderListing {
    guard try kind(path) == .folder else { throw SystemError(code: 20) }
    let folder = Self.absolute(path)
    let below = folder == "/" ? "/" : folder + "/"
    var kinds: [String: FileKind?] = [:]
    for (path, node) in nodes where path.hasPrefix(below) && path != folder {
      let parts = path.dropFirst(below.count).split(separator: "/")
      guard let name = parts.first else { continue }
      if parts.count > 1 || node == .folder {
        kinds[String(name)] = .some(.folder)
      } else {
        kinds[String(name)] = if case .file = node { .some(.file) } else { .some(nil) }
      }
    }
    var listing = FolderListing()
    for (name, kind) in kinds { Array(name.utf8).withUnsafeBytes { listing.add($0, kind: kind) } }
    listing.sort()
    return listing
  }

  func read(_ path: [UInt8], limit: Int) throws(ReadFailure) -> [UInt8] {
    switch node(path) {
    case .file(let bytes) where bytes.count > limit: throw .tooLarge(limit: limit)
    case .file(let bytes): return bytes
    case .folder: throw .failed(call: "read", SystemError(code: 21))
    case .link, nil: throw .failed(call: "open", SystemError(code: 2))
    }
  }

  func load(_ inventory: Inventory, dialect: Dialect) -> [Inventory.Content] {
    inventory.files.indices.map { file in
      let path = inventory.path(of: file, resolved: true)
      do throws(ReadFailure) {
        return .document(Document(try read(path, limit: SizeLimit.unit), names: Schema.shared.names, dialect: dialect))
      } catch {
        let shown = String(decoding: path, as: UTF8.self)
        return .unreadable(
          Inventory.Failure(operation: "open \(shown)", message: error.message, isEnvironment: false)
        )
      }
    }
  }

  // MARK: Changing

  /// Logs a call; throws when it is the one that fails.
  private func note(_ call: String) throws(SystemError) {
    let number = state.withLock { state in
      state.log.append(call)
      return state.log.count
    }
    if let fault, number == fault.call || fault.lasts && number > fault.call { throw fault.error }
  }

  private func put(_ path: [UInt8], _ node: Node) {
    let path = Self.absolute(path)
    state.withLock { $0.nodes[path] = node }
  }

  func replace(
    _ path: [UInt8],
    within root: [UInt8],
    with bytes: [UInt8],
    _ options: Replacement
  ) throws(WriteFailure) {
    try change("replace \(Self.absolute(path))", path, within: root)
    switch (node(path), options.expecting) {
    case (.link, _) where !options.replacesLinks: throw .link
    case (.folder, _): throw .unreadable(.failed(call: "read", SystemError(code: 21)))
    case (.file(let old), .content(let expected)) where old != expected && old != bytes: throw .changed
    case (nil, .content): throw .failed(SystemError(code: 2))
    case (.file, .nothing): throw .failed(SystemError(code: 17))
    default: put(path, .file(bytes))
    }
  }

  func readHiddenAnswer() -> [UInt8]? { readAnswer() }

  func append(_ bytes: [UInt8], to path: [UInt8], within root: [UInt8], mode: UInt16) throws(WriteFailure) {
    let old: [UInt8] = if case .file(let bytes) = node(path) { bytes } else { [] }
    try replace(path, within: root, with: old + bytes, Replacement(mode: mode))
  }

  /// Logs a change; throws when it is the one that fails, or when it leaves the root.
  private func change(_ call: String, _ path: [UInt8], within root: [UInt8]) throws(WriteFailure) {
    do throws(SystemError) { try note(call) } catch { throw .failed(error) }
    let folder = Path.parent(of: Array(Self.absolute(path).utf8))
    if !Path.isInside(folder, Array(Self.absolute(root).utf8)) { throw .outside }
  }

  func create(
    _ path: [UInt8],
    within root: [UInt8],
    mode: UInt16,
    _ fill: (FileOutput) throws(HostFailure) -> Void
  ) throws(HostFailure) {
    let content = Gathered()
    try fill(FileOutput { content.bytes += $0 })
    do throws(WriteFailure) {
      try replace(path, within: root, with: content.bytes, Replacement(expecting: .nothing, mode: mode))
    } catch {
      throw HostFailure(path, error.message)
    }
  }

  private final class Gathered {
    var bytes: [UInt8] = []
  }

  func openInput(_ path: [UInt8]) throws(ReadFailure) -> FileInput {
    var rest: [UInt8]? = try read(path, limit: .max)
    return FileInput { () throws(ReadFailure) in
      defer { rest = nil }
      return rest
    }
  }

  func freeSpace(of folder: [UInt8]) -> Int? { nil }

  var ownProgram: [UInt8]? { Array("/usr/bin/leger".utf8) }

  func makeFolder(_ path: [UInt8], within root: [UInt8], mode: UInt16) throws(WriteFailure) {
    try change("makeFolder \(Self.absolute(path))", path, within: root)
    if node(path) != nil { throw .failed(SystemError(code: 17)) }
    put(path, .folder)
  }

  func makeLink(_ path: [UInt8], within root: [UInt8], to target: [UInt8]) throws(WriteFailure) {
    try change("makeLink \(Self.absolute(path)) → \(String(decoding: target, as: UTF8.self))", path, within: root)
    put(path, .link(to: target))
  }

  func rename(_ path: [UInt8], to newPath: [UInt8], within root: [UInt8]) throws(WriteFailure) {
    try change("rename \(Self.absolute(path)) → \(Self.absolute(newPath))", path, within: root)
    guard let node = node(path) else { throw .failed(.missing) }
    try removeNode(path)
    put(newPath, node)
  }

  func remove(_ path: [UInt8], within root: [UInt8]) throws(WriteFailure) {
    try change("remove \(Self.absolute(path))", path, within: root)
    try removeNode(path)
  }

  func removeLeftovers(in folder: [UInt8], within root: [UInt8]) {}

  private func removeNode(_ path: [UInt8]) throws(WriteFailure) {
    let path = Self.absolute(path)
    if state.withLock({ $0.nodes.removeValue(forKey: path) }) == nil { throw .failed(.missing) }
  }

  func lock(_ path: [UInt8], within root: [UInt8], holder: [UInt8]) throws(LockFailure) -> FileLock {
    let path = Self.absolute(path)
    do throws(WriteFailure) { try change("lock \(path)", Array(path.utf8), within: root) } catch {
      throw .failed(error)
    }
    let other = state.withLock { state in
      let other = state.locked[path]
      if other == nil { state.locked[path] = holder }
      return other
    }
    if let other { throw .held(by: other) }
    return FileLock { [self] in state.withLock { $0.locked[path] = nil } }
  }

  // MARK: Programs, time, streams

  func run(_ spawn: Spawn, _ streams: ProgramStreams) throws(Spawn.Failure) -> Int32 {
    let words = ([spawn.program] + spawn.arguments).map { String(decoding: $0, as: UTF8.self) }
    do throws(SystemError) { try note("run \(words.joined(separator: " "))") } catch { throw .notStarted(error) }
    while streams.input() != nil {}
    let answer = program(words)
    guard streams.output(Array(answer.output.utf8)), streams.messages(Array(answer.messages.utf8)) else {
      throw .stopped
    }
    return answer.status
  }

  var caughtSignal: Int32? { nil }
  func catchingSignals<Result>(_ body: () throws(HostFailure) -> Result) throws(HostFailure) -> Result { try body() }

  var wallClock: Duration { .seconds(1_700_000_000) + monotonicClock }
  var monotonicClock: Duration { state.withLock { $0.time } }
  func sleep(for duration: Duration) { state.withLock { $0.time += duration } }
  func variable(_ name: String) -> [UInt8]? { variables[name].map { Array($0.utf8) } }
  func readInput(limit: Int) throws(ReadFailure) -> [UInt8] { input }
  func readAnswer() -> [UInt8]? { nil }
  func terminalWidth(of stream: StandardStream) -> Int? { nil }

  func write(_ bytes: [UInt8], to stream: StandardStream) throws(SystemError) {
    state.withLock { state in
      switch stream {
      case .output: state.output += bytes
      case .error: state.messages += bytes
      }
    }
  }
}
