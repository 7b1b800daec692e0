import QuadletAnalysis
import QuadletSyntax
import Synchronization

@testable import leger

/// A machine in memory, with files, systemd and podman, that behaves as the lab does and always in the same way.
///
/// Time passes while a program runs and while someone sleeps; whatever systemd and podman do then happens meanwhile. One call
/// can fail, or be the one at which leger dies: see `SimulatedFault`. What is not modelled is in `unknownCommands`.
final class SimulatedHost: Host {
  /// All that changes.
  struct State: Sendable {
    var machine: SimulatedMachine
    var calls = SimulatedCalls()
    var locks: [Int: Int] = [:]
    var lastLock = 0
    var output: [UInt8] = []
    var messages: [UInt8] = []
  }

  let state: Mutex<State>
  let user: UserIdentity
  private let variables: [String: String]

  /// Makes a machine: for the system scope when the user is 0, else for that user's services.
  init(
    user: UInt32 = 0,
    podmanVersion: String = "5.8.6",
    without absentPrograms: [String] = [],
    path: String = "/usr/bin",
    environment: [String: String] = [:]
  ) {
    self.user = UserIdentity(user: user, group: user)
    var machine = SimulatedMachine(user: user, podmanVersion: podmanVersion, absentPrograms: absentPrograms)
    machine.reload()
    let usual =
      user == 0
      ? ["HOME": machine.home, "USER": "root", "PATH": path]
      : ["HOME": machine.home, "USER": "tester", "PATH": path, "XDG_RUNTIME_DIR": machine.runtimeFolder]
    variables = usual.merging(environment) { $1 }
    state = Mutex(State(machine: machine))
  }

  private init(_ other: SimulatedHost) {
    user = other.user
    variables = other.variables
    state = Mutex(State(machine: other.machine))
  }

  /// Returns another host in the same state, which nobody has called or locked yet.
  func copy() -> SimulatedHost { SimulatedHost(self) }

  // MARK: What tests look at and change

  /// What the machine is now.
  var machine: SimulatedMachine { state.withLock { $0.machine } }

  /// Changes the machine behind leger's back.
  func change(_ body: @Sendable (inout SimulatedMachine) -> Void) { state.withLock { body(&$0.machine) } }

  /// The folder in which the user keeps units.
  var unitFolder: String { machine.unitFolder }

  /// The folder of what leger keeps.
  var stateFolder: String { user.isRoot ? "/var/lib/leger" : "\(machine.home)/.local/share/leger" }

  /// Command lines that the machine does not know; a test must find none.
  var unknownCommands: [String] { machine.unknownCommands }

  var output: String { String(decoding: state.withLock { $0.output }, as: UTF8.self) }
  var messages: String { String(decoding: state.withLock { $0.messages }, as: UTF8.self) }

  /// Writes a file, and makes the folders above it; does not count as a call.
  func write(_ path: String, _ text: String, mode: UInt16 = 0o644) {
    let owner = user.user
    change { $0.files.write(path, Array(text.utf8), owner: owner, mode: mode) }
  }

  /// Returns the text of a file.
  func text(of path: String) -> String? {
    machine.files.bytes(Array(path.utf8)).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Puts an image into the registry, or moves its tag there.
  func register(_ reference: String, _ image: RegistryImage) {
    change { $0.registry[ImageName.tagged(reference)] = image }
  }

  /// Runs leger on this host.
  func leger(_ line: String) -> ExitStatus {
    Leger.program.run(arguments: arguments(line), on: self, console: Console(self, failure: OutputFailure()))
  }

  // MARK: Faults

  /// The calls so far that change something, one a line; their numbers are those of faults.
  var log: [String] { state.withLock { $0.calls.log } }
  var callCount: Int { log.count }
  var isDead: Bool { state.withLock { $0.calls.isDead } }

  /// Lets one of the coming calls go wrong; calls are counted anew from here.
  func inject(_ fault: SimulatedFault?, countingQuestions: Bool = false) {
    state.withLock { state in
      state.calls.reset()
      state.calls.fault = fault
      state.calls.countsQuestions = countingQuestions
    }
  }

  /// Ends a fault: the next command is another process, so no lock is held any more.
  func revive() {
    state.withLock { state in
      state.calls.revive()
      state.locks = [:]
    }
  }

  /// Restarts the machine, as after a loss of power.
  func reboot() {
    revive()
    state.withLock { $0.machine.reboot() }
  }

  // MARK: Time, identity, streams

  var wallClock: Duration { .seconds(1_700_000_000) + monotonicClock }
  var monotonicClock: Duration { state.withLock { $0.machine.now } }
  func sleep(for duration: Duration) { state.withLock { $0.machine.pass(duration) } }
  func variable(_ name: String) -> [UInt8]? { variables[name].map { Array($0.utf8) } }
  var currentFolder: [UInt8] { state.withLock { $0.machine.files.currentFolder } }
  func freeSpace(of folder: [UInt8]) -> Int? { machine.freeSpace }
  var ownProgram: [UInt8]? { Array("/usr/bin/leger".utf8) }
  func readInput(limit: Int) throws(ReadFailure) -> [UInt8] { [] }
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
