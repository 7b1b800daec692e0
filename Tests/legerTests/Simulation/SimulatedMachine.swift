@testable import leger

/// All that a simulated host is: files, systemd, podman and the time. A value, so a test can copy it.
struct SimulatedMachine: Sendable {
  /// Something that happens as time passes.
  enum Happening: Sendable {
    case commandEnds(unit: String, epoch: Int)
    case restartIsDue(unit: String, epoch: Int)
    case unitTimesOut(unit: String, epoch: Int)
    case containerEnds(id: String, status: Int32)
    case healthCheck(id: String)
  }

  var files = SimulatedFiles()
  private(set) var now = Duration.zero
  private var agenda: [(time: Duration, happening: Happening)] = []

  /// Whose machine it is: 0 for the system scope.
  let user: UInt32
  let podmanVersion: String
  let home: String
  let runtimeFolder: String

  // MARK: systemd

  /// The unit files as they were at the last reload, by name.
  var unitFiles: [String: LoadedUnitFile] = [:]
  /// The services that links in the generator's folder make a unit want, by the unit.
  var linkedWants: [String: [String]] = [:]
  /// The units in memory, by name.
  var units: [String: SimulatedUnit] = [:]
  /// What Podman's generator complains about instead of making services; nil when it works.
  var generatorComplaint: String?
  var lastJob = 100
  var lastInvocation = 0

  // MARK: podman

  var containers: [SimulatedContainer] = []
  var pods: [SimulatedPod] = []
  var images: [SimulatedImage] = []
  var registry: [String: RegistryImage] = [:]
  var networks: [SimulatedNetwork] = [SimulatedNetwork(name: "podman", options: [], labels: [:])]
  var volumes: [SimulatedVolume] = []
  /// What folders of the host hold that a volume can stand for, by path; the names and options of these do not count.
  var folders: [String: SimulatedVolume] = [:]
  var lastInode: UInt64 = 1000
  /// Whether an export leaves out a file, as when that is removed meanwhile.
  var exportMisses = false
  /// The free space of the disk, in bytes.
  var freeSpace = 1 << 40
  var storedSecrets: [String: SimulatedSecret] = [:]
  /// Values that are in podman's file and belong to no secret any more.
  var abandonedSecrets: [[UInt8]] = []
  /// How many have ever been made.
  var secretCount = 0
  /// What the store of secrets has, whether it answers with failures, and which values it has given.
  var store = SecretTable()
  var isStoreBroken = false
  var readValues: [String] = []
  var lastContainer = 0

  /// Whether a SIGTERM to all processes of a service, as for one that has lost its definition, ends the monitor of its
  /// container before that removes the container: then podman lists one that is dead as running. In the lab it is chance,
  /// one time in four without root.
  var monitorsEndFirst = false

  /// Whether `podman quadlet install` leaves something at the end of files, as releases with a fault in it do.
  var installCorrupts = false

  /// Command lines that the machine does not know, for tests to look at.
  var unknownCommands: [String] = []

  init(user: UInt32, podmanVersion: String, absentPrograms: [String]) {
    self.user = user
    self.podmanVersion = podmanVersion
    home = user == 0 ? "/root" : "/home/tester"
    runtimeFolder = user == 0 ? "/run" : "/run/user/\(user)"
    for folder in ["/etc/containers/systemd", "/etc/systemd/system", "/usr/share", "/var/lib"] {
      files.makeFolders(folder)
    }
    files.makeFolders("/tmp", mode: 0o1777)
    files.makeFolders("/var/tmp", mode: 0o1777)
    files.makeFolders(home, owner: user, mode: 0o700)
    for program in ["podman", "systemctl", "journalctl", "leger", "tar"] where !absentPrograms.contains(program) {
      files.write("/usr/bin/\(program)", Array("program".utf8), mode: 0o755)
    }
    if !absentPrograms.contains("generator") { files.write(generator, Array("program".utf8), mode: 0o755) }
    files.currentFolder = Array(home.utf8)
    if user != 0 {
      files.makeFolders("\(home)/.config/containers/systemd", owner: user)
      files.write("/var/lib/systemd/linger/tester", [])
      // Podman's package brings it, and every unit of a user is ordered after it.
      files.write(
        "/usr/lib/systemd/user/podman-user-wait-network-online.service",
        Array("[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/usr/bin/sleep 0\n".utf8)
      )
      files.write("/usr/bin/sleep", Array("program".utf8), mode: 0o755)
    }
    makeRuntimeFolders()
  }

  /// The folder in which the user keeps units.
  var unitFolder: String { user == 0 ? "/etc/containers/systemd" : "\(home)/.config/containers/systemd" }
  var generatorFolder: String { user == 0 ? "/run/systemd/generator" : "\(runtimeFolder)/systemd/generator" }

  /// Podman's generator.
  var generator: String {
    "/usr/lib/systemd/\(user == 0 ? "system" : "user")-generators/podman-\(user == 0 ? "system" : "user")-generator"
  }

  /// Makes what exists below `/run` after a boot.
  mutating func makeRuntimeFolders() {
    files.makeFolders("/run/systemd/system")
    guard user != 0 else { return }
    files.makeFolders(runtimeFolder, owner: user, mode: 0o700)
    files.write("\(runtimeFolder)/systemd/private", [], owner: user)
    files.write("\(runtimeFolder)/bus", [], owner: user)
  }

  // MARK: Time

  /// Notes something that will happen.
  mutating func plan(_ happening: Happening, after delay: Duration) {
    let time = now + max(delay, .milliseconds(1))
    let index = agenda.firstIndex { $0.time > time } ?? agenda.endIndex
    agenda.insert((time, happening), at: index)
  }

  /// Forgets everything that would happen, as a machine does that loses power.
  mutating func clearAgenda() { agenda = [] }

  /// Lets time pass, with all that happens in it.
  mutating func pass(_ duration: Duration) {
    let end = now + duration
    while let next = agenda.first, next.time <= end {
      agenda.removeFirst()
      now = next.time
      happen(next.happening)
      runJobs()
      collectUnits()
    }
    now = end
  }

  private mutating func happen(_ happening: Happening) {
    switch happening {
    case .commandEnds(let unit, let epoch): if units[unit]?.epoch == epoch { endCommand(of: unit) }
    case .restartIsDue(let unit, let epoch): if units[unit]?.epoch == epoch { restartAutomatically(unit) }
    case .unitTimesOut(let unit, let epoch): if units[unit]?.epoch == epoch { timeOut(unit) }
    case .containerEnds(let id, let status): endContainer(id, status)
    case .healthCheck(let id): checkHealth(of: id)
    }
  }
}
