import Foundation
import Glibc

/// What was seen of one run of an attacked program.
struct AttackRun {
  var ending = AttackedProgram.Ending()
  var output: [UInt8] = []
  var messages: [UInt8] = []
  /// What leger may change, with links on the way to it resolved.
  var targets: [[UInt8]] = []
  /// What lay below the attack's folder before and after.
  var before: TreeRecord
  var after: TreeRecord
  /// What other processes have written meanwhile.
  var written: [Disturbance.Written] = []
  var openedSpecialFiles: [[UInt8]] = []
  var releasedWriters: [[UInt8]] = []
  /// What lies there after one more run, if a signal has ended this one.
  var afterNextRun: TreeRecord?
  /// What the same run prints and leaves when nothing disturbs it; nil when it was not needed.
  var reference: Reference?
  /// The bytes of everything that leger may read, 4 KiB for each file included.
  var inputSize = 0

  /// A run without disturbances.
  struct Reference {
    var output: [UInt8]
    var after: TreeRecord
    /// Seconds of processor time.
    var processor: Double
    /// What it makes of what another process has written, by path.
    var madeOfWritten: [[UInt8]: [UInt8]?]
  }

  /// Eight times the input and 64 MiB.
  var memoryLimit: Int { inputSize * 8 + 64 << 20 }
}

extension Attack {
  /// The same attack with files instead of odd streams.
  fileprivate var calm: Attack {
    var calm = self
    calm.output = .file
    if case .slowPipe(let text) = input { calm.input = .file(text) }
    return calm
  }
}

/// Runs attacks one after another in a folder of its own.
final class AttackRunner {
  private let program: AttackedProgram
  private let folder: [UInt8]

  /// Makes the folder: in memory where there is room for it.
  init?(_ program: AttackedProgram) {
    self.program = program
    var room = statvfs()
    let named = ProcessInfo.processInfo.environment["LEGER_ATTACK_FOLDER"]
    let memory = "/dev/shm"
    let isLarge = statvfs(memory, &room) == 0 && UInt64(room.f_bavail) * UInt64(room.f_frsize) > 2 << 30
    let parent = named ?? (isLarge ? memory : FileManager.default.temporaryDirectory.path(percentEncoded: false))
    var template = Array((parent + "/leger-attack-XXXXXX").utf8CString)
    guard let made = mkdtemp(&template), let resolved = realpath(made, nil) else { return nil }
    defer { free(resolved) }
    folder = bytes(String(cString: resolved))
  }

  deinit { TreeRecord.remove(folder) }

  /// Runs an attack, and again without its disturbances where that tells what should have come of it.
  func run(_ attack: Attack) -> AttackRun {
    var run = runOnce(attack, named: "a", disturbances: attack.disturbances)
    if needsReference(attack, run) { run.reference = reference(attack, run) }
    settleProcessorTime(attack, &run)
    return run
  }

  /// What else the machine does can only add to the processor time that is counted, so one that tells of a busy loop is
  /// counted again: the least of up to five runs, with the disturbance and without.
  private func settleProcessorTime(_ attack: Attack, _ run: inout AttackRun) {
    for _ in 0..<4 where AttackVerdict.failures(attack, run).contains(where: { $0.kind == .busy }) {
      let again = runOnce(attack, named: "a", disturbances: attack.disturbances)
      let calm = runOnce(attack.calm, named: "a", disturbances: [])
      run.ending.processor = min(run.ending.processor, again.ending.processor)
      if let least = run.reference?.processor { run.reference?.processor = min(least, calm.ending.processor) }
    }
  }

  private func needsReference(_ attack: Attack, _ run: AttackRun) -> Bool {
    if attack.writes, !attack.disturbances.isEmpty { return true }
    guard run.ending.exitStatus != nil else { return false }
    switch (attack.output, attack.input) {
    case (.slowPipe, _), (_, .slowPipe): return true
    case (.full, _), (.closed, _): return run.ending.exitStatus != 3
    default: return false
    }
  }

  private func reference(_ attack: Attack, _ run: AttackRun) -> AttackRun.Reference {
    let calm = attack.calm
    let first = runOnce(calm, named: "a", disturbances: [])
    var reference = AttackRun.Reference(
      output: first.output,
      after: first.after,
      processor: first.ending.processor,
      madeOfWritten: [:]
    )
    for written in run.written {
      var changed = calm
      changed.entries.removeAll { $0.path == written.path }
      changed.entries.append(DiskEntry(written.path, .file(written.content)))
      reference.madeOfWritten[written.path] =
        runOnce(changed, named: "a", disturbances: []).after.places[written.path]?.content
    }
    return reference
  }

  private func runOnce(_ attack: Attack, named name: String, disturbances: [Disturbance]) -> AttackRun {
    let root = folder.appending(path: name)
    defer { TreeRecord.remove(root) }
    for part in ["", "work", "home", "outside", "run"] { mkdir(cPath(root.appending(path: part)), 0o755) }
    for entry in attack.entries { entry.make(below: root) }
    let before = TreeRecord(root)
    let watch = SpecialFileWatch(attack, root: root)
    let streams = AttackStreams(attack, in: folder)
    var run = AttackRun(before: before, after: before)
    run.targets = attack.targets + attack.targets.compactMap { Self.resolved($0, below: root) }
    run.inputSize = before.size(below: bytes("work")) + attack.input.content.count
    run.ending.killed = .notStarted
    let arguments = attack.arguments.map { $0.rooted(at: root) }
    let variables = variables(attack, root)
    let start = { [program] (streams: AttackStreams) in
      OwnMemory.peak { program.start(arguments, in: root.appending(path: "work"), variables, streams) }
    }
    if case (let child?, let ownPeak) = start(streams) {
      streams.handOver()
      let isOver = Flag()
      let disturber =
        disturbances.isEmpty
        ? nil
        : BackgroundWork {
          disturbances.compactMap { $0.perform(root: root, process: child) { !isOver.isSet } }
        }
      run.ending = AttackedProgram.wait(child, memoryLimit: run.memoryLimit, streams, ownPeak: ownPeak)
      isOver.set()
      run.written = disturber?.wait() ?? []
    }
    (run.output, run.messages) = streams.finish(attack)
    if let watch { (run.openedSpecialFiles, run.releasedWriters) = watch.finish() }
    run.after = TreeRecord(root)
    if run.ending.signal != nil, disturbances.contains(where: \.ends) {
      let streams = AttackStreams(attack, in: folder)
      if case (let child?, let ownPeak) = start(streams) {
        _ = AttackedProgram.wait(child, memoryLimit: run.memoryLimit, streams, ownPeak: ownPeak)
      }
      _ = streams.finish(attack)
      run.afterNextRun = TreeRecord(root)
    }
    return run
  }

  /// A path below the root with its links resolved, but for a link to a file; nil when that leads out of the root, and empty
  /// when everything below the root is in it.
  private static func resolved(_ path: [UInt8], below root: [UInt8]) -> [UInt8]? {
    var status = stat()
    let isFolder = stat(cPath(root.appending(path: path)), &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    let end = isFolder ? path.count : path.lastIndex(of: UInt8(ascii: "/")) ?? 0
    guard end > 0, let text = realpath(cPath(root.appending(path: Array(path[..<end]))), nil) else { return nil }
    defer { free(text) }
    let place = bytes(String(cString: text)) + path[end...]
    if root.starts(with: place), place.count == root.count || root[place.count] == UInt8(ascii: "/") { return [] }
    return place.starts(with: root + [UInt8(ascii: "/")]) ? Array(place.dropFirst(root.count + 1)) : nil
  }

  private func variables(_ attack: Attack, _ root: [UInt8]) -> [[UInt8]] {
    var variables: [String: [UInt8]] = [
      "PATH": bytes("/usr/bin:/bin"), "LC_ALL": bytes("C.UTF-8"), "HOME": root.appending(path: "home"),
      "XDG_CONFIG_HOME": root.appending(path: "home/.config"), "XDG_RUNTIME_DIR": root.appending(path: "run"),
    ]
    if let libraries = ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"] {
      variables["LD_LIBRARY_PATH"] = bytes(libraries)
    }
    for (name, value) in attack.environment { variables[name] = bytes(value).rooted(at: root) }
    return variables.map { bytes($0.key + "=") + $0.value }.sorted { $0.lexicographicallyPrecedes($1) }
  }
}
