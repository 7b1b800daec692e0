import QuadletAnalysis
import QuadletSyntax

@testable import leger

extension SimulatedHost {
  // MARK: Reading

  /// Returns the files; throws when leger has died.
  private func files() throws(SystemError) -> SimulatedFiles {
    let (isDead, files) = state.withLock { ($0.calls.isDead, $0.machine.files) }
    if isDead { throw SimulatedFault.inputOutputError }
    return files
  }

  func status(_ path: [UInt8], followingLinks: Bool) throws(SystemError) -> FileStatus {
    try files().status(path, followingLinks: followingLinks)
  }

  func resolve(_ path: [UInt8]) throws(SystemError) -> [UInt8] { try files().resolve(path) }
  func kind(_ path: [UInt8]) throws(SystemError) -> FileKind { try files().kind(path) }
  func list(_ path: [UInt8]) throws(SystemError) -> FolderListing { try files().list(path) }

  func read(_ path: [UInt8], limit: Int) throws(ReadFailure) -> [UInt8] {
    let files: SimulatedFiles
    do throws(SystemError) { files = try self.files() } catch { throw .failed(call: "open", error) }
    return try files.read(path, limit: limit)
  }

  func load(_ inventory: Inventory, dialect: Dialect) -> [Inventory.Content] {
    machine.files.load(inventory, dialect: dialect)
  }

  // MARK: Changing

  /// Counts a change, and makes it unless it fails or leger is dead.
  private func change(
    _ call: String,
    _ body: (inout SimulatedFiles) throws(WriteFailure) -> Void
  ) throws(WriteFailure) {
    try state.withLock { (state) throws(WriteFailure) in
      switch state.calls.next(call) {
      case .works: try body(&state.machine.files)
      case .fails(let error): throw .failed(SystemError(code: error))
      case .dies(hasEffect: true):
        try body(&state.machine.files)
        throw .failed(SimulatedFault.inputOutputError)
      case .tookTooLong, .dies, .isDead: throw .failed(SimulatedFault.inputOutputError)
      }
    }
  }

  private func shown(_ path: [UInt8]) -> String { String(decoding: path, as: UTF8.self) }

  func replace(
    _ path: [UInt8],
    within root: [UInt8],
    with bytes: [UInt8],
    _ options: Replacement
  ) throws(WriteFailure) {
    let user = user
    try change("replace \(shown(path))") { (files) throws(WriteFailure) in
      try files.replace(try files.place(path, within: root, user: user), with: bytes, options, user: user)
    }
  }

  func create(
    _ path: [UInt8],
    within root: [UInt8],
    mode: UInt16,
    _ fill: (FileOutput) throws(HostFailure) -> Void
  ) throws(HostFailure) {
    let user = user
    let content = Gathered()
    try fill(FileOutput { content.bytes += $0 })
    do throws(WriteFailure) {
      try change("create \(shown(path))") { (files) throws(WriteFailure) in
        let place = try files.place(path, within: root, user: user)
        if place.node != nil { throw .failed(SystemError(code: 17)) }
        try files.replace(place, with: content.bytes, Replacement(mode: mode), user: user)
      }
    } catch {
      throw HostFailure(path, error.message)
    }
  }

  func append(_ bytes: [UInt8], to path: [UInt8], within root: [UInt8], mode: UInt16) throws(WriteFailure) {
    let user = user
    try change("append \(shown(path))") { (files) throws(WriteFailure) in
      let place = try files.place(path, within: root, user: user)
      let old = place.node == nil ? nil : try? files.read(path, limit: .max)
      let options = Replacement(mode: place.node == nil ? mode : nil)
      try files.replace(place, with: (old ?? []) + bytes, options, user: user)
    }
  }

  func openInput(_ path: [UInt8]) throws(ReadFailure) -> FileInput {
    let rest = Gathered()
    rest.bytes = try read(path, limit: .max)
    return FileInput { () throws(ReadFailure) in
      if rest.bytes.isEmpty { return nil }
      defer { rest.bytes = [] }
      return rest.bytes
    }
  }

  func makeFolder(_ path: [UInt8], within root: [UInt8], mode: UInt16) throws(WriteFailure) {
    let user = user
    try change("makeFolder \(shown(path))") { (files) throws(WriteFailure) in
      try files.makeFolder(try files.place(path, within: root, user: user), mode: mode, user: user)
    }
  }

  func makeLink(_ path: [UInt8], within root: [UInt8], to target: [UInt8]) throws(WriteFailure) {
    let user = user
    try change("makeLink \(shown(path)) → \(shown(target))") { (files) throws(WriteFailure) in
      try files.makeLink(try files.place(path, within: root, user: user), to: target, user: user)
    }
  }

  func rename(_ path: [UInt8], to newPath: [UInt8], within root: [UInt8]) throws(WriteFailure) {
    let user = user
    try change("rename \(shown(path)) → \(shown(newPath))") { (files) throws(WriteFailure) in
      let old = try files.place(path, within: root, user: user)
      try files.rename(old, to: try files.place(newPath, within: root, user: user))
    }
  }

  func remove(_ path: [UInt8], within root: [UInt8]) throws(WriteFailure) {
    let user = user
    try change("remove \(shown(path))") { (files) throws(WriteFailure) in
      try files.removeOne(try files.place(path, within: root, user: user, mustExist: true))
    }
  }

  /// There are none: a change happens whole or not at all.
  func removeLeftovers(in folder: [UInt8], within root: [UInt8]) {}

  // MARK: Locks

  func lock(_ path: [UInt8], within root: [UInt8], holder: [UInt8]) throws(LockFailure) -> FileLock {
    let user = user
    do throws(WriteFailure) {
      try change("lock \(shown(path))") { (files) throws(WriteFailure) in
        let place = try files.place(path, within: root, user: user)
        if place.node == nil { try files.replace(place, with: [], Replacement(), user: user) }
      }
    } catch {
      throw .failed(error)
    }
    let (number, other) = state.withLock { state -> (Int, [UInt8]?) in
      guard let node = try? state.machine.files.existing(path) else { return (0, nil) }
      if state.locks[node] != nil { return (0, state.machine.files.bytes(path)) }
      state.lastLock += 1
      state.locks[node] = state.lastLock
      var file = state.machine.files.node(node)
      file.content = .file(holder)
      state.machine.files.set(node, file)
      return (state.lastLock, nil)
    }
    if let other { throw .held(by: other) }
    // A lock of a process that has died is gone; another one may be in its place.
    return FileLock { [self] in
      state.withLock { state in
        for (node, holder) in state.locks where holder == number { state.locks[node] = nil }
      }
    }
  }
}

/// Bytes that come or go piece by piece.
private final class Gathered {
  var bytes: [UInt8] = []
}
