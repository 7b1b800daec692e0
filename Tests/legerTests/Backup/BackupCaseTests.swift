import TestSupport
import Testing

@testable import leger

/// Backups and restores on a simulated host, each case named after what holds.
@Suite struct BackupCaseTests {
  private static let id = String(repeating: "a", count: 64)

  private static let web = """
    [Container]
    Image=example.org/web:1
    Exec=sh -c "trap 'exit 0' TERM; sleep infinity & wait"
    Volume=data.volume:/data
    [Install]
    WantedBy=default.target

    """

  private func installed(_ more: [String: String] = [:], user: UInt32 = 0) -> SimulatedHost {
    let host = SimulatedHost(user: user)
    host.register("example.org/web:1", RegistryImage(id: Self.id))
    let files = ["web.container": Self.web, "data.volume": "[Volume]\nLabel=a=b\n"].merging(more) { $1 }
    for (name, text) in files { host.write("/srv/app/\(name)", text) }
    #expect(host.leger("install -y --settle 1 /srv/app") == .clean, "\(host.messages)")
    fill(host, "first")
    return host
  }

  private func fill(_ host: SimulatedHost, _ word: String) {
    host.change { machine in
      for index in machine.volumes.indices { machine.volumes[index].content = ["file": word, "dir/other": "x"] }
    }
  }

  private func data(_ host: SimulatedHost, _ name: String = "systemd-data") -> String? {
    host.machine.volumes.first { $0.name == name }?.content["file"]
  }

  private func isUp(_ host: SimulatedHost, _ service: String = "web.service") -> Bool {
    host.machine.units[service]?.activity.state == "active"
  }

  private func backups(_ host: SimulatedHost) throws -> [BackupID] {
    try BackupStore(folder: Array("\(host.stateFolder)/backups".utf8), host: host).all()
  }

  private func expect(
    _ host: SimulatedHost,
    _ line: String,
    _ status: leger.ExitStatus = .clean,
    says text: String = ""
  ) {
    let before = host.output.utf8.count + host.messages.utf8.count
    #expect(host.leger(line) == status, "\(line)\n\(host.output)\n\(host.messages)")
    let said = host.output + host.messages
    #expect(said.utf8.count >= before && (text.isEmpty || said.contains(text)), "\(line): \(said)")
    #expect(host.unknownCommands == [])
  }

  /// Starts a container that is not of a deployment.
  private func startOther(_ host: SimulatedHost, _ volume: String) throws {
    host.write(
      "\(host.unitFolder)/other.container",
      "[Container]\nImage=example.org/web:1\nExec=sleep infinity\nPodmanArgs=--init\nVolume=\(volume):/x\n"
    )
    for words in [["daemon-reload"], ["start", "--no-block", "--", "other.service"]] {
      let spawn = Spawn(program: Array("/usr/bin/systemctl".utf8), arguments: words.map { Array($0.utf8) })
      _ = try host.run(spawn)
    }
    host.sleep(for: .seconds(3))
  }

  // MARK: Making

  @Test(arguments: [0, 1000] as [UInt32])
  func `a backup and a restore bring the data back, and the services run`(_ user: UInt32) throws {
    let host = installed(user: user)
    let before = host.observation()
    expect(host, "backup app --reason why", says: "1 volume, 2 files")
    #expect(before.difference(to: host.observation(), ignoring: [.identities]) == "")
    fill(host, "second")
    expect(host, "restore app -y --settle 1", says: "app: restored from app-")
    #expect(data(host) == "first")
    #expect(isUp(host))
    // What was replaced is in a backup of its own.
    let ids = try backups(host)
    #expect(ids.count == 2)
    expect(host, "restore \(ids[1]) -y --settle 1")
    #expect(data(host) == "second")
    expect(host, "backup list", says: "before-restore")
    #expect(host.output.contains("why"))
  }

  @Test func `a backup stops only what uses the volumes`() throws {
    let other = Self.web.replacing("Volume=data.volume:/data\n", with: "")
    let host = installed(["plain.container": other])
    let run = host.machine.units["plain.service"]?.invocation
    expect(host, "backup app")
    #expect(host.machine.units["plain.service"]?.invocation == run)
    expect(host, "backup app --dry-run", says: "stop    web.service")
  }

  @Test func `a paused backup leaves the services as they are`() throws {
    let host = installed()
    let run = host.machine.units["web.service"]?.invocation
    expect(host, "backup app --consistency pause")
    #expect(host.machine.units["web.service"]?.invocation == run)
    #expect(host.machine.containers.allSatisfy { $0.state == .running })
    #expect(host.log.contains { $0.contains("podman pause") } || host.callCount == 0)
  }

  @Test func `25: a container that stays paused because leger died runs on after the next command`() throws {
    let whole = installed()
    let start = whole.copy()
    whole.inject(nil)
    expect(whole, "backup app --consistency pause")
    var pausedSeen = false
    for call in 1...whole.callCount {
      let host = start.copy()
      host.inject(SimulatedFault(call: call, kind: .dies(hasEffect: true)))
      _ = host.leger("backup app --consistency pause")
      host.revive()
      pausedSeen = pausedSeen || host.machine.containers.contains { $0.state == .paused }
      expect(host, "recover")
      #expect(host.machine.containers.allSatisfy { $0.state == .running }, "call \(call)")
      #expect(isUp(host), "call \(call)")
    }
    #expect(pausedSeen)
  }

  @Test(arguments: [SimulatedFault.Kind.interrupts, .dies(hasEffect: false), .dies(hasEffect: true)])
  func `25: a backup that ends anywhere leaves no service stopped and is not listed half`(
    _ kind: SimulatedFault.Kind
  ) throws {
    let start = installed()
    let whole = start.copy()
    whole.inject(nil)
    expect(whole, "backup app")
    for call in 1...whole.callCount {
      let host = start.copy()
      host.inject(SimulatedFault(call: call, kind: kind))
      _ = host.leger("backup app")
      host.revive()
      expect(host, "recover")
      #expect(isUp(host), "call \(call)")
      for id in try backups(host) { expect(host, "backup verify \(id)", says: "sound") }
    }
  }

  @Test func `27: a live backup that changes meanwhile is none`() throws {
    let host = installed()
    let run = host.machine.units["web.service"]?.invocation
    expect(host, "backup app --consistency live")
    #expect(host.machine.units["web.service"]?.invocation == run)
    host.change { $0.exportMisses = true }
    expect(host, "backup app --consistency live", .failed, says: "it has changed meanwhile")
    expect(host, "backup app", .failed, says: "the archive of the volume systemd-data holds")
    #expect(try backups(host).count == 1)
    host.sleep(for: .seconds(5))
    #expect(isUp(host))
  }

  @Test func `26: a container of others that writes to a volume is a reason to refuse`() throws {
    let host = installed()
    try startOther(host, "systemd-data")
    let before = host.observation()
    expect(host, "backup app", .refused, says: "systemd-other, which is not of app, uses the volume systemd-data")
    expect(host, "backup app --consistency pause", .refused)
    #expect(before.difference(to: host.observation()) == "")
    expect(host, "backup app --consistency live", says: "uses the volume systemd-data, too")
    expect(host, "restore app -y", .refused, says: "systemd-other, which is not of app")
    #expect(before.difference(to: host.observation()) == "")
    // Once it is stopped, it is in nobody's way.
    _ = try host.run(
      Spawn(
        program: Array("/usr/bin/systemctl".utf8),
        arguments: ["stop", "--no-block", "--", "other.service"].map { Array($0.utf8) }
      )
    )
    host.sleep(for: .seconds(15))
    expect(host, "backup app")
  }

  @Test func `4: without room nothing stops`() throws {
    let host = installed()
    host.change { $0.freeSpace = 3 }
    let before = host.observation()
    expect(host, "backup app", .environment, says: "the volumes hold 6 B")
    #expect(before.difference(to: host.observation()) == "")
    host.change { $0.freeSpace = 6 }
    expect(host, "backup app")
  }

  @Test func `26: what is not in a backup is told`() throws {
    let host = installed([
      "more.container": Self.web.replacing("data.volume", with: "never.volume"), "never.volume": "[Volume]\n",
    ])
    host.change { machine in machine.volumes.removeAll { $0.name == "systemd-never" } }
    host.change { machine in
      machine.volumes.append(SimulatedVolume(name: "systemd-never", options: ["type=tmpfs"], labels: [:]))
    }
    expect(host, "backup app", says: "not in the backup: systemd-never, since it is in memory (tmpfs)")
    expect(host, "backup info latest", says: "not in it: systemd-never")
  }

  @Test func `all deployments are backed up, and a failure of one does not keep the others from it`() throws {
    let host = installed()
    host.write("/srv/two/two.container", Self.web.replacing("data.volume", with: "shared"))
    expect(host, "install -y --settle 1 /srv/two")
    fill(host, "first")
    try startOther(host, "systemd-data")
    expect(host, "backup all", .refused)
    #expect(try backups(host).map(\.deployment) == ["two"])
    expect(host, "backup nothing", .usage, says: "is not a deployment")
    expect(host, "backup list ap", .usage, says: "did you mean \"app\"?")
    expect(host, "backup prune ap", .usage)
    expect(host, "backup list app", says: "no backups")
  }

  @Test func `secrets are named, and their values are nowhere`() throws {
    let host = installed()
    host.change { $0.secrets = ["app-key"] }
    host.write("/srv/app/web.container", Self.web.replacing("[Install]", with: "Secret=app-key\n[Install]"))
    expect(host, "update app -y --settle 1 --no-backup")
    expect(host, "backup app")
    expect(host, "backup info latest", says: "app-key (not their values)")
    #expect(!host.log.contains { $0.contains("secret inspect") })
  }

  // MARK: What the project says

  private func installedWithSettings(_ settings: String) -> SimulatedHost { installed([".leger.yaml": settings]) }

  @Test func `the commands of a volume run before and after it is read, and nothing stops`() throws {
    let host = installedWithSettings("backup: {hooks: {data.volume: {before: dump, after: [rm, dumped]}}}\n")
    let run = host.machine.units["web.service"]?.invocation
    expect(host, "backup app --dry-run", says: "run     in systemd-web: sh -c dump")
    host.inject(nil)
    expect(host, "backup app")
    #expect(host.machine.units["web.service"]?.invocation == run)
    let calls = host.log.filter { $0.contains("podman exec") }
    #expect(calls == ["run podman exec systemd-web sh -c dump", "run podman exec systemd-web rm dumped"])
    #expect(host.machine.volumes.first?.content["hook"] == "dumped")
    expect(host, "restore app -y --settle 1")
    #expect(host.machine.volumes.first?.content["hook"] == "dump")
    // A choice on the command line counts more, and says so.
    expect(host, "backup app --consistency stop --dry-run", says: "stop    web.service")
    #expect(host.output.contains("the commands for data.volume do not run, since --consistency counts more"))
    expect(host, "stop app")
    expect(host, "backup app", says: "the commands for data.volume do not run, since no container of it runs")
  }

  @Test func `a command that fails ends the backup, and what it began is ended`() throws {
    let host = installedWithSettings("backup: {hooks: {systemd-data: {before: [\"false\"], after: [clean]}}}\n")
    expect(host, "backup app", .failed, says: "`false` in systemd-web: podman exec: exit status 1")
    #expect(try backups(host) == [])
    #expect(host.machine.volumes.first?.content["hook"] == "clean")
    expect(host, "recover", says: "nothing to recover")
  }

  @Test func `a project can choose how its services are treated`() throws {
    let host = installedWithSettings("backup:\n  consistency: pause\n")
    let run = host.machine.units["web.service"]?.invocation
    expect(host, "backup app --dry-run", says: "pause   systemd-web")
    expect(host, "backup app")
    #expect(host.machine.units["web.service"]?.invocation == run)
    expect(host, "backup info latest", says: "were paused")
  }

  @Test(arguments: [
    ("backup: yes", "backup must be a mapping"), ("backup: {consistency: never}", "use stop, pause or live"),
    ("backup: {hook: {}}", "did you mean \"hooks\"?"), ("backup: {hooks: {v: dump}}", "a hook must be a mapping"),
    ("backup: {hooks: {dat: {before: x}}}", "no unit has a volume named \"dat\"; did you mean \"data\"?"),
    ("backup: {hooks: {v: {befor: x}}}", "did you mean \"before\"?"),
    ("backup: {hooks: {v: {before: {}}}}", "before must be a string"),
  ]) func `what is wrong with the settings of backups is told`(_ text: String, _ message: String) throws {
    let host = SimulatedHost()
    host.write("/srv/app/web.container", Self.web.replacing("data.volume", with: "data"))
    host.write("/srv/app/.leger.yaml", text + "\n")
    expect(host, "validate /srv/app", .findings, says: message)
  }

  // MARK: Before changes

  @Test func `an update backs up what it stops, unless told otherwise`() throws {
    let host = installed()
    host.write("/srv/app/web.container", Self.web.replacing("[Container]", with: "[Container]\nEnvironment=A=1"))
    expect(host, "update app -y --settle 1")
    #expect(try backups(host).count == 1)
    expect(host, "backup list", says: "before-update")
    host.write("/srv/app/web.container", Self.web)
    expect(host, "update app -y --settle 1 --no-backup")
    #expect(try backups(host).count == 1)
    host.write("/srv/app/plain.container", Self.web.replacing("Volume=data.volume:/data\n", with: ""))
    expect(host, "update app -y --settle 1")
    #expect(try backups(host).count == 1)
    host.write("/srv/app/plain.container", Self.web.replacing("Volume=data.volume:/data\n", with: "Environment=A=1\n"))
    let run = host.machine.units["web.service"]?.invocation
    expect(host, "update app -y --settle 1", says: "services go on using systemd-data, so that is not backed up")
    #expect(host.machine.units["web.service"]?.invocation == run)
    #expect(try backups(host).count == 1)
    host.write("/srv/app/plain.container", Self.web.replacing("Volume=data.volume:/data\n", with: "Environment=A=2\n"))
    expect(host, "update app -y --settle 1 --backup full")
    #expect(host.machine.units["web.service"]?.invocation != run)
    #expect(try backups(host).count == 2)
  }

  @Test func `a deployment that was removed with its volumes comes back`() throws {
    let host = installed()
    let before = host.observation()
    expect(host, "remove app -y --remove-volumes")
    #expect(host.machine.volumes.isEmpty)
    expect(host, "restore app -y --settle 1")
    #expect(!(host.output + host.messages).contains("stays as it is"))
    #expect(before.difference(to: host.observation(), ignoring: [.identities]) == "")
    expect(host, "history app", says: "restore of app-")
    expect(host, "update app -y --settle 1", says: "nothing new")
  }

  @Test func `29: a backup of another host is restored by its folder`() throws {
    let host = installed()
    expect(host, "backup app")
    let other = SimulatedHost()
    other.register("example.org/web:1", RegistryImage(id: Self.id))
    for path in host.machine.files.paths(below: Array("/var/lib/leger/backups".utf8)) {
      let text = String(decoding: path, as: UTF8.self)
      if let bytes = host.machine.files.bytes(path) { other.change { $0.files.write(text, bytes) } }
    }
    expect(other, "restore app -y --settle 1")
    #expect(data(other) == "first")
    #expect(isUp(other))
    #expect(other.machine.volumes.first?.labels == ["a": "b"])
  }

  @Test func `another deployment's backup is not taken for one that does not exist`() throws {
    let host = installed()
    expect(host, "backup app")
    fill(host, "second")
    host.write("/srv/ap/web2.container", Self.web.replacing("Volume=data.volume:/data\n", with: ""))
    expect(host, "install -y --settle 1 /srv/ap")
    for command in ["restore ap -y", "drill ap -y", "restore ap --to-name new --ports none -y"] {
      expect(host, command, .usage, says: "ap has no backup")
    }
    for command in ["restore a -y", "drill a -y"] { expect(host, command, .usage, says: #"did you mean "app"?"#) }
    #expect(data(host) == "second")
    expect(host, "restore app-2023 -y --settle 1")
    #expect(data(host) == "first")
    fill(host, "second")
    expect(host, "restore latest -y --settle 1", says: "app-2023")
  }

  @Test func `volumes that a removed deployment has left are saved before a restore replaces their data`() throws {
    let host = installed()
    expect(host, "backup app")
    let first = try #require(try backups(host).first)
    expect(host, "remove app -y --no-backup")
    fill(host, "since then")
    expect(host, "restore \(first) -y --settle 1", says: "backup  volume systemd-data")
    #expect(data(host) == "first")
    let saved = try #require(try backups(host).last)
    #expect(saved != first)
    expect(host, "restore \(saved) -y --settle 1")
    #expect(data(host) == "since then")
    #expect(isUp(host))
    #expect(host.text(of: "\(host.unitFolder)/app/web.container") == Self.web)
  }

  @Test func `data of a device comes back whenever a restore dies`() throws {
    let host = installed(["data.volume": "[Volume]\nDevice=/srv/data\nType=none\nOptions=bind\n"])
    expect(host, "backup app")
    let first = try #require(try backups(host).first)
    expect(host, "remove app -y --no-backup")
    let whole = host.copy()
    whole.inject(nil)
    expect(whole, "restore \(first) -y --settle 1")
    // Every call after the data was set aside.
    let start = try #require(whole.log.firstIndex { $0.contains("volume-data aside") }) + 1
    for call in start...whole.callCount {
      let copy = host.copy()
      copy.inject(SimulatedFault(call: call, kind: .dies(hasEffect: true)))
      _ = copy.leger("restore \(first) -y --settle 1")
      copy.revive()
      expect(copy, "recover")
      let volume = copy.machine.volumes.first { $0.name == "systemd-data" }
      #expect(volume?.content["file"] == "first" && volume?.aside == nil, "call \(call)")
    }
  }

  // MARK: Parts

  @Test func `units alone, and volumes alone`() throws {
    let host = installed()
    expect(host, "backup app")
    let new = Self.web.replacing("[Container]", with: "[Container]\nEnvironment=A=1")
    host.write("/srv/app/web.container", new)
    expect(host, "update app -y --settle 1")
    fill(host, "second")
    let first = try #require(try backups(host).first)
    expect(host, "restore \(first) -y --settle 1 --volumes-only")
    #expect(data(host) == "first")
    #expect(host.text(of: "\(host.unitFolder)/app/web.container") == new)
    fill(host, "second")
    expect(host, "restore \(first) -y --settle 1 --units-only")
    #expect(data(host) == "second")
    #expect(host.text(of: "\(host.unitFolder)/app/web.container") == Self.web)
    expect(host, "restore \(first) --units-only --volumes-only", .usage)
    // What is newer than what was brought back is not applied again until the source has something else.
    expect(host, "update app -y --settle 1", says: "skipped, since it was taken back by a restore of \(first)")
    expect(host, "remove app -y --no-backup")
    expect(host, "restore \(first) -y --volumes-only", .usage, says: "is not installed")
  }

  @Test func `a restore whose service does not come up leaves the data as it was`() throws {
    let host = installed()
    expect(host, "backup app")
    host.register("example.org/web:2", RegistryImage(id: String(repeating: "b", count: 64)))
    host.write("/srv/app/web.container", Self.web.replacing("web:1", with: "web:2"))
    expect(host, "update app -y --settle 1")
    fill(host, "second")
    let first = try #require(try backups(host).first)
    // The image of the backup has become one that does not run.
    host.change { machine in
      for index in machine.images.indices where machine.images[index].id == Self.id {
        machine.images[index].behaviour = .exits(1, after: .milliseconds(100))
      }
    }
    expect(host, "restore \(first) -y --settle 1 --health-timeout 5", .failed)
    #expect(data(host) == "second")
    #expect(isUp(host))
    #expect(host.machine.volumes.map(\.name) == ["systemd-data"])
    expect(host, "recover", says: "nothing to recover")
  }

  @Test func `5: a restore that finds no room for the data leaves everything as it was`() throws {
    let host = installed()
    expect(host, "backup app")
    fill(host, "second")
    let first = try #require(try backups(host).first)
    let before = host.observation()
    let whole = host.copy()
    whole.inject(nil)
    expect(whole, "restore \(first) -y --settle 1")
    let call = try #require(whole.log.firstIndex { $0.contains("volume import") }) + 1
    host.inject(SimulatedFault(call: call, kind: .fails(error: 28)))
    expect(host, "restore \(first) -y --settle 1", .failed)
    #expect(before.difference(to: host.observation()) == "")
    #expect(isUp(host))
  }

  @Test func `forgetting a restore keeps the old data in its temporary volume`() throws {
    let whole = installed()
    expect(whole, "backup app")
    fill(whole, "second")
    let start = whole.copy()
    let first = try #require(try backups(whole).first)
    whole.inject(nil)
    expect(whole, "restore \(first) -y --settle 1")
    let call = try #require(whole.log.firstIndex { $0.contains("volume-data exchange") }) + 1
    let host = start.copy()
    host.inject(SimulatedFault(call: call, kind: .dies(hasEffect: true)))
    _ = host.leger("restore \(first) -y --settle 1")
    host.revive()
    #expect(data(host) == "first")
    expect(host, "recover --as-is", says: "the volume leger-restore-1-systemd-data stays")
    expect(host, "recover")
    #expect(data(host, "leger-restore-1-systemd-data") == "second")
  }

  @Test func `a volume that someone makes meanwhile is not touched`() throws {
    let host = installed()
    expect(host, "remove app -y --remove-volumes")
    let store = BackupStore(folder: Array("/var/lib/leger/backups".utf8), host: host)
    let id = try #require(try store.all().first)
    let archived = try #require(try store.record(id).volumes.first)
    let temporary = "leger-restore-1-systemd-data"
    let swap = VolumeSwap(
      backup: id.description,
      volumes: [VolumeSwap.Volume(archived: archived, temporary: temporary, isNew: true, isPlain: true)]
    )
    let swapper = VolumeSwapper(
      store: store,
      podman: try PodmanClient(on: host),
      statePath: Array("/var/lib/leger/journal/volumes.json".utf8),
      stateRoot: Array("/var/lib/leger".utf8),
      progress: { _ in }
    )
    try swapper.prepare(swap)
    host.change { $0.addVolume("systemd-data", options: [], labels: [:]) }
    #expect(throws: HostFailure.self) { try swapper.exchange(swap) }
    try swapper.exchangeBack()
    #expect(host.machine.volumes.contains { $0.name == "systemd-data" })
    try swapper.discard()
    #expect(host.machine.volumes.map(\.name) == ["systemd-data"])
  }

  // MARK: Damage

  @Test func `7: a flipped byte anywhere in a backup is found before anything stops, or means nothing`() throws {
    let host = installed()
    expect(host, "backup app")
    fill(host, "second")
    let before = host.observation()
    let paths = host.machine.files.paths(below: Array("/var/lib/leger/backups".utf8))
    var random = SplitMix64(seed: 3)
    var refused = 0
    for _ in 0..<200 {
      let path = paths[random.below(paths.count)]
      guard var bytes = host.machine.files.bytes(path), !bytes.isEmpty else { continue }
      let copy = host.copy()
      bytes[random.below(bytes.count)] ^= 1 << UInt8(random.below(8))
      let (text, changed) = (String(decoding: path, as: UTF8.self), bytes)
      copy.change { $0.files.write(text, changed) }
      let status = copy.leger("restore app -y --settle 1")
      if status == .clean {
        #expect(data(copy) == "first")
      } else {
        refused += 1
        #expect(status == .integrity, "\(text)\n\(copy.messages)")
        #expect(before.difference(to: copy.observation()) == "")
      }
    }
    #expect(refused > 150)
    expect(host, "backup verify", says: "sound")
  }

  @Test(arguments: ["truncated", "longer", "a link", "missing"])
  func `7, 8, 11: an archive that is not what was written is refused`(_ damage: String) throws {
    let host = installed()
    expect(host, "backup app")
    let id = try #require(try backups(host).first)
    let path = "/var/lib/leger/backups/\(id)/volumes/systemd-data.tar.gz"
    let bytes = try #require(host.machine.files.bytes(Array(path.utf8)))
    host.change { machine in
      switch damage {
      case "truncated": machine.files.write(path, Array(bytes.dropLast(7)))
      case "longer": machine.files.write(path, bytes + [1, 2, 3])
      case "a link":
        machine.files.removeAll(path)
        machine.files.write("/etc/archive", bytes)
        machine.files.writeLink(path, to: "/etc/archive")
      default: machine.files.removeAll(path)
      }
    }
    let before = host.observation()
    expect(host, "backup verify", .integrity, says: "damaged")
    if damage == "truncated" || damage == "longer" {
      expect(host, "backup verify", .integrity, says: #""volumes/systemd-data.tar.gz": "#)
    }
    expect(host, "restore app -y", .integrity)
    #expect(before.difference(to: host.observation()) == "")
    expect(host, "backup verify --json", .integrity, says: #""is_sound":false"#)
  }

  @Test func `30: a backup whose record is damaged is listed as that, and never pruned`() throws {
    let host = installed()
    expect(host, "backup app")
    let id = try #require(try backups(host).first)
    host.write("/var/lib/leger/backups/\(id)/.backup-metadata.json", "{}")
    expect(host, "backup list", says: "damaged")
    expect(host, "backup list --json", says: #""is_damaged":true"#)
    expect(host, "backup info \(id)", .integrity)
    expect(host, "backup prune")
    #expect(try backups(host).count == 1)
  }

  // MARK: Keeping

  @Test func `30: two backups of one second have IDs of their own, and strange files are left alone`() throws {
    let host = installed()
    expect(host, "backup app --consistency live")
    let first = try #require(try backups(host).first)
    // As after a clock that has gone back: the name is taken, by a folder that is no backup.
    host.write("/var/lib/leger/backups/\(first)-2/note", "mine")
    host.write("/var/lib/leger/backups/app-notes.txt", "mine")
    host.write("/etc/leger/config.yaml", "backup:\n  keep-manual: 1\n  keep-within: 0h\n")
    host.sleep(for: .seconds(7200))
    expect(host, "backup app")
    expect(host, "backup prune")
    #expect(try backups(host).filter { $0 == first } == [])
    #expect(host.text(of: "/var/lib/leger/backups/\(first)-2/note") == "mine")
    #expect(host.text(of: "/var/lib/leger/backups/app-notes.txt") == "mine")
  }

  @Test func `12: a unit that was changed inside a backup is refused`() throws {
    let host = installed()
    expect(host, "backup app")
    let first = try #require(try backups(host).first)
    host.write("/var/lib/leger/backups/\(first)/web.container", Self.web.replacing("web:1", with: "web:2"))
    let before = host.observation()
    expect(host, "restore app -y", .integrity, says: "web.container")
    #expect(before.difference(to: host.observation()) == "")
  }

  @Test func `old backups go when new ones are made, pinned ones stay`() throws {
    let host = installed()
    host.write(
      "/etc/leger/config.yaml",
      "backup:\n  keep-manual: 1\n  keep-automatic: 1\n  keep-within: 1h\n  compression: zstd\n"
    )
    expect(host, "backup app")
    expect(host, "backup pin latest", says: "pinned")
    for _ in 0..<3 {
      host.sleep(for: .seconds(7200))
      expect(host, "backup app")
    }
    #expect(try backups(host).count == 4)
    expect(host, "backup prune --dry-run", says: "would be removed")
    #expect(try backups(host).count == 4)
    expect(host, "backup prune", says: "removed")
    let kept = try backups(host)
    #expect(kept.count == 2)
    expect(host, "backup list", says: "(pinned)")
    expect(host, "backup unpin \(kept[0])")
    expect(host, "backup prune")
    #expect(try backups(host) == [kept[1]])
    #expect(
      host.machine.files.bytes(Array("/var/lib/leger/backups/\(kept[1])/volumes/systemd-data.tar.zst".utf8)) != nil
    )
    // Those that commands make by themselves go without being asked for.
    for number in 0..<3 {
      host.sleep(for: .seconds(7200))
      host.write(
        "/srv/app/web.container",
        Self.web.replacing("[Container]", with: "[Container]\nEnvironment=A=\(number)")
      )
      expect(host, "update app -y --settle 1")
    }
    #expect(try backups(host).count == 2)
    expect(host, "backup prune", says: "nothing to remove")
    // Where none is made, none goes.
    host.sleep(for: .seconds(7200))
    host.write("/etc/leger/config.yaml", "backup: {keep-manual: 0, keep-automatic: 0, keep-within: 1h}\n")
    host.write("/srv/app/web.container", Self.web)
    expect(host, "update app -y --settle 1 --no-backup")
    #expect(try backups(host).count == 2)
  }

  @Test func `what cannot be a folder of backups is refused`() {
    let host = SimulatedHost()
    host.write("/etc/leger/config.yaml", "backup-dir: /etc/containers/systemd/backups\n")
    expect(host, "backup list", .usage, says: "is among the units")
    host.write("/etc/leger/config.yaml", "backup-dir: /srv/backups\n")
    expect(host, "backup list", says: "no backups")
    for (text, message) in [
      ("backup: {keep-manual: many}", "keep-manual must be a whole number"), ("backup: {keep-within: 7}", "such as 7d"),
      ("backup: {compression: xz}", "must be gzip, zstd or none"), ("backup-retention: d", "such as 7d"),
      ("backup: {keep-manuel: 1}", "keep-manual"), ("backup: {keep-automatic: -1}", "keep-automatic must be"),
    ] {
      host.write("/etc/leger/config.yaml", text + "\n")
      expect(host, "backup list", .usage, says: message)
    }
  }

  // MARK: Carrying

  @Test func `a backup is carried to another host in one file`() throws {
    let host = installed([
      "conf/deep/file": "x\n", "more.container": Self.web.replacing("data.volume:/data", with: "./conf:/conf"),
    ])
    expect(host, "backup app")
    let id = try #require(try backups(host).first)
    expect(host, "backup pin \(id)")
    expect(host, "backup export \(id) /srv/web.tar", says: "exported to /srv/web.tar")
    expect(host, "backup export \(id) /srv/web.tar", .usage, says: "exists already")
    expect(host, "backup export \(id) /srv/other.tar --encrypt-to age1", .environment, says: "age is not installed")
    expect(host, "backup import /srv/web.tar", .usage, says: "there is a backup \(id) already")
    let bytes = try #require(host.machine.files.bytes(Array("/srv/web.tar".utf8)))
    let other = SimulatedHost()
    other.register("example.org/web:1", RegistryImage(id: Self.id))
    other.change { $0.files.write("/srv/web.tar", bytes) }
    expect(other, "backup import /srv/web.tar", says: "leger restore \(id)")
    expect(other, "backup list --json", says: #""is_pinned":false"#)
    expect(other, "restore \(id) -y --settle 1")
    #expect(data(other) == "first")
    #expect(other.text(of: "\(other.unitFolder)/app/conf/deep/file") == "x\n")
    // Damaged on its way: refused, or it meant nothing.
    var random = SplitMix64(seed: 11)
    var refused = 0
    for _ in 0..<60 {
      let third = SimulatedHost()
      var damaged = bytes
      damaged[random.below(bytes.count)] ^= 1 << UInt8(random.below(8))
      let changed = damaged
      third.change { $0.files.write("/srv/web.tar", changed) }
      if third.leger("backup import /srv/web.tar") == .clean {
        expect(third, "backup verify", says: "\(id): sound")
      } else {
        refused += 1
        #expect(third.machine.files.paths(below: Array("/var/lib/leger/backups".utf8)).isEmpty)
      }
    }
    #expect(refused > 20)
  }

  @Test func `what is no backup is not imported`() throws {
    let id = "app-2026-01-01-000000"
    for (name, kind) in [
      ("x", "0"), ("\(id)/../x", "0"), ("/etc/x", "0"), ("\(id)/x", "2"), ("\(id)/.pinned", "0"), ("nothing/x", "0"),
    ] as [(String, Character)] {
      let host = SimulatedHost()
      host.write(
        "/srv/x.tar",
        SimulatedTar.header(name, size: 0, kind: kind, target: "y") + String(repeating: "\0", count: 1024)
      )
      expect(host, "backup import /srv/x.tar", .integrity)
      #expect(try backups(host) == [])
    }
    let host = SimulatedHost()
    host.write("/srv/x.tar", String(repeating: "\0", count: 1024))
    expect(host, "backup import /srv/x.tar", .integrity, says: "it is empty")
    host.write("/srv/x.tar", "age-encryption.org/v1\nsomething")
    expect(host, "backup import /srv/x.tar", .usage, says: "--identity")
    expect(host, "backup import --identity /key /srv/x.tar", .environment, says: "age is not installed")
    expect(host, "backup import /srv/y.tar", .environment)
  }

  // MARK: Folders of the host

  private static let folderUnit = web.replacing("Volume=data.volume:/data\n", with: "Volume=/srv/data:/data\n")

  private func installedWithFolder(
    user: UInt32 = 0,
    _ folder: String = "/srv/data",
    as written: String? = nil
  ) -> SimulatedHost {
    let host = SimulatedHost(user: user)
    host.register("example.org/web:1", RegistryImage(id: Self.id))
    host.write("\(folder)/.exists", "")
    host.change { machine in
      machine.folders[folder] = SimulatedVolume(name: "", options: [], labels: [:], content: ["file": "first"])
    }
    host.write("/srv/app/web.container", Self.folderUnit.replacing("/srv/data", with: written ?? folder))
    #expect(host.leger("install -y --settle 1 /srv/app") == .clean, "\(host.messages)")
    return host
  }

  private func folder(_ host: SimulatedHost) -> String? { host.machine.folders["/srv/data"]?.content["file"] }

  private func changeFolder(_ host: SimulatedHost, _ word: String) {
    host.change { $0.folders["/srv/data"]?.content = ["file": word] }
  }

  @Test(arguments: [0, 1000] as [UInt32])
  func `folders of the host are backed up and restored when that is asked for`(_ user: UInt32) throws {
    let host = installedWithFolder(user: user)
    expect(host, "backup app", says: "not in the backup: /srv/data, since it is a path of the host")
    expect(host, "backup app --include-binds", says: "1 volume")
    expect(host, "backup info latest", says: "/srv/data")
    changeFolder(host, "second")
    expect(host, "restore app -y --settle 1", says: "/srv/data stays as it is; with --include-binds")
    #expect(folder(host) == "second")
    let made = try backups(host)[1]
    expect(host, "restore \(made) -y --settle 1 --include-binds --dry-run", says: "replace /srv/data")
    expect(host, "restore \(made) -y --settle 1 --include-binds")
    #expect(folder(host) == "first")
    #expect(isUp(host))
    #expect(host.machine.volumes.isEmpty)
    // What was replaced is in the backup before it.
    expect(host, "restore \(try backups(host).last?.description ?? "") -y --settle 1 --include-binds")
    #expect(folder(host) == "second")
  }

  @Test(arguments: [(0, "/root"), (1000, "/home/tester")] as [(UInt32, String)])
  func `a folder below the home of the user is backed up and restored, too`(_ user: UInt32, _ home: String) throws {
    let host = installedWithFolder(user: user, "\(home)/data", as: "%h/data")
    expect(host, "backup app --include-binds", says: "1 volume")
    host.change { $0.folders["\(home)/data"]?.content = ["file": "second"] }
    expect(host, "restore app -y --settle 1 --include-binds")
    #expect(host.machine.folders["\(home)/data"]?.content["file"] == "first")
    #expect(isUp(host))
  }

  @Test func `specifiers of systemd that mean one folder are known`() throws {
    let system = HostFolders(folders: try DeploymentFolders(.system, on: SimulatedHost()))
    let user = HostFolders(folders: try DeploymentFolders(.user, on: SimulatedHost(user: 1000)))
    for (text, ofSystem, ofUser) in [
      ("/a/b", "/a/b", "/a/b"), ("%h/x", "/root/x", "/home/tester/x"),
      ("%S/x", "/var/lib/x", "/home/tester/.local/state/x"),
      ("%E/x", "/etc/x", "/home/tester/.config/x"), ("%C/x", "/var/cache/x", "/home/tester/.cache/x"),
      ("%t/x", "/run/x", "/run/user/1000/x"), ("/a%%b", "/a%b", "/a%b"), ("/%i/x", "/%i/x", "/%i/x"),
      ("/a%", "/a%", "/a%"),
    ] {
      #expect(system.expanded(text) == ofSystem)
      #expect(user.expanded(text) == ofUser)
    }
  }

  @Test func `a folder of the host comes back with a deployment that was removed`() throws {
    let host = installedWithFolder()
    expect(host, "backup app --include-binds")
    expect(host, "remove app -y --no-backup")
    changeFolder(host, "second")
    expect(host, "restore app -y --settle 1 --include-binds")
    #expect(folder(host) == "first")
    expect(host, "backup list app", says: "before-restore")
  }

  @Test func `a folder of the host that is gone comes back, too`() {
    let host = installedWithFolder()
    expect(host, "backup app --include-binds")
    expect(host, "remove app -y --no-backup")
    host.change { $0.files.removeAll("/srv/data") }
    expect(host, "restore app -y --settle 1", .refused, says: "does not exist; podman does not make it")
    expect(host, "restore app -y --settle 1 --include-binds")
    #expect(folder(host) == "first")
  }

  @Test func `a backup without folders of the host is not taken for the one that has them`() throws {
    let host = installedWithFolder()
    expect(host, "backup app --include-binds")
    let first = try #require(try backups(host).first)
    host.sleep(for: .seconds(10))
    expect(host, "backup app")
    expect(host, "restore app -y --include-binds", .usage, says: "leger restore \(first) --include-binds")
    changeFolder(host, "second")
    expect(host, "restore \(first) -y --settle 1 --include-binds")
    #expect(folder(host) == "first")
  }

  @Test func `a folder of the host that another container writes to is a reason to refuse`() throws {
    let host = installedWithFolder()
    host.write("/srv/data/below/file", "")
    try startOther(host, "/srv/data/below")
    expect(host, "backup app --include-binds", .refused, says: "systemd-other, which is not of app, uses /srv/data")
    expect(host, "backup app")
    expect(host, "backup app --include-binds --consistency live")
    expect(host, "restore app -y --include-binds", .refused, says: "uses /srv/data")
  }

  @Test(arguments: [
    ("/etc/app", "it is a folder of the system"), ("/srv", "it is a folder of the system"),
    ("/var/lib", "leger keeps its own files there"), ("/srv/file", "it is not a folder"),
  ])
  func `a folder that is no data is not backed up`(_ path: String, _ reason: String) throws {
    let host = SimulatedHost()
    host.register("example.org/web:1", RegistryImage(id: Self.id))
    for folder in ["/etc/app/x", "/srv/x", "/var/lib/x", "/srv/file"] { host.write(folder, "") }
    host.write("/srv/app/web.container", Self.folderUnit.replacing("/srv/data", with: path))
    expect(host, "install -y --settle 1 /srv/app")
    expect(host, "backup app --include-binds", says: "not in the backup: \(path), since \(reason)")
  }

  @Test func `a folder that is only read is not backed up`() throws {
    let host = SimulatedHost()
    host.register("example.org/web:1", RegistryImage(id: Self.id))
    host.write("/srv/data/x", "")
    host.write("/srv/app/web.container", Self.folderUnit.replacing(":/data", with: ":/data:ro"))
    expect(host, "install -y --settle 1 /srv/app")
    expect(host, "backup app --include-binds", says: "not in the backup: /srv/data, since containers only read it")
  }

  @Test(arguments: ["backup app --include-binds", "restore app -y --settle 1 --include-binds"])
  func `a folder of the host is whole whenever leger dies`(_ line: String) throws {
    let start = installedWithFolder()
    expect(start, "backup app --include-binds")
    changeFolder(start, "second")
    let whole = start.copy()
    whole.inject(nil)
    expect(whole, line)
    for call in 1...whole.callCount {
      for hasEffect in [true, false] {
        let host = start.copy()
        host.inject(SimulatedFault(call: call, kind: .dies(hasEffect: hasEffect)))
        _ = host.leger(line)
        host.revive()
        expect(host, "recover")
        #expect(["first", "second"].contains(folder(host)), "call \(call)")
        #expect(line.hasPrefix("restore") || folder(host) == "second", "call \(call)")
        #expect(host.machine.folders["/srv/data"]?.aside == nil, "call \(call): \(whole.log[call - 1])")
        #expect(host.machine.volumes.map(\.name) == [], "call \(call): \(whole.log[call - 1])")
        #expect(isUp(host), "call \(call)")
      }
    }
  }

  // MARK: Copies and drills

  @Test(arguments: [0, 1000] as [UInt32])
  func `a drill proves a backup and leaves nothing behind`(_ user: UInt32) throws {
    let host = installed(["state@.container": Self.template], user: user)
    expect(host, "backup app --consistency live")
    let before = host.observation()
    expect(host, "status app", says: "none was proven: leger drill app")
    expect(host, "drill app --dry-run", says: "then all of it is removed")
    #expect(before.difference(to: host.observation()) == "")
    expect(host, "drill app --settle 1", says: "proven; 3 services came up")
    #expect(before.difference(to: host.observation(), ignoring: [.files]) == "")
    #expect(
      !host.machine.files.paths(below: Array("/".utf8)).contains {
        String(decoding: $0, as: UTF8.self).contains("drill-")
      }
    )
    expect(host, "status app", says: "last proven: app-")
    expect(host, "backup list", says: "PROVEN")
    expect(host, "backup info latest", says: "with podman 5.8.6")
    expect(host, "drill all --settle 1", says: "proven")
  }

  private static let template = """
    [Container]
    Image=example.org/web:1
    Exec=sh -c "trap 'exit 0' TERM; sleep infinity & wait"
    Volume=state-%i:/state
    [Install]
    WantedBy=default.target
    DefaultInstance=one

    """

  @Test func `a drill that does not come up is told, and nothing of it is left`() throws {
    let host = installed()
    expect(host, "backup app")
    host.register(
      "example.org/web:1",
      RegistryImage(id: String(repeating: "b", count: 64), behaviour: .exits(1, after: .seconds(1)))
    )
    host.change { machine in
      for index in machine.images.indices { machine.images[index].behaviour = .exits(1, after: .seconds(1)) }
    }
    let before = host.observation()
    expect(host, "drill app --settle 3 --health-timeout 10", .failed, says: "the copy is removed")
    #expect(before.difference(to: host.observation()) == "")
    expect(host, "status app", says: "none was proven")
    expect(host, "status app", says: "failed: drill-app-web.service")
    expect(host, "backup list", says: "failed 2023-")
    expect(host, "backup info latest", says: "no; the drill of ")
    expect(host, "backup list --json", says: "drill_failure")
    expect(host, "drill all now", .usage, says: "a time is for one deployment")
  }

  @Test func `what cannot be on a host twice is refused before anything happens`() throws {
    let host = installed(["web.container": Self.web.replacing("data.volume", with: "made"), "data.volume": ""])
    host.change { machine in
      for index in machine.volumes.indices where machine.volumes[index].name == "made" {
        machine.volumes[index].options = ["type=none", "o=bind", "device=/srv/data"]
      }
    }
    expect(host, "backup app")
    let before = host.observation()
    expect(host, "drill app", .refused, says: "the volume made lies on a device")
    expect(host, "restore app -y --to-name two", .refused, says: "lies on a device")
    #expect(before.difference(to: host.observation()) == "")
  }

  @Test func `a copy takes no name that podman has already`() throws {
    let host = installed()
    expect(host, "backup app")
    host.change { $0.containers[0].name = "systemd-drill-app-web" }
    expect(host, "drill app", .refused, says: "podman has a container systemd-drill-app-web already")
    host.change { $0.containers[0].name = "systemd-web" }
    host.change { $0.addVolume("systemd-drill-app-data", options: [], labels: [:]) }
    expect(host, "drill app", .refused, says: "the volume systemd-drill-app-data exists already")
    expect(host, "restore app -y --to-name app", .usage, says: "app is installed already")
    expect(host, "restore app -y --to-name Two", .usage)
    expect(host, "restore app -y --ports none", .usage, says: "--ports is for --to-name")
    expect(host, "restore app -y --to-name x --ports 80=81,80=82", .usage, says: "says twice where 80 goes")
  }

  @Test func `a copy publishes the ports that it was given, and its probe asks there`() throws {
    let host = installed([
      "web.container": Self.web.replacing("[Install]", with: "PublishPort=8080:80\n[Install]"),
      ".leger.yaml": "backup: {hooks: {data.volume: {before: dump}}}\n",
    ])
    expect(host, "backup app --consistency live")
    expect(host, "restore app -y --to-name two", .refused, says: "--ports 8080=18080")
    expect(
      host,
      "restore app -y --to-name two --ports 8081=18081,8080=18080",
      .usage,
      says: "does not publish port 8081"
    )
    expect(host, "restore app -y --to-name web --ports none", .usage, says: "web is a unit of app")
    expect(host, "restore app -y --to-name drill-app --ports none", .usage, says: "are for drills")
    expect(host, "restore app -y --to-name two --ports 8080=0", .usage, says: "does not say where a port goes")
    expect(host, "restore app -y --to-name two --ports 8080=18080 --settle 1", says: "two: made of app-")
    #expect(host.machine.containers.contains { $0.name == "systemd-two-web" && $0.ports == ["18080/tcp"] })
    #expect(data(host, "systemd-two-data") == "first")
    expect(host, "backup two --dry-run", says: "run     in systemd-two-web: sh -c dump")
    expect(host, "remove two -y --no-backup")
    #expect(isUp(host))
  }
}
