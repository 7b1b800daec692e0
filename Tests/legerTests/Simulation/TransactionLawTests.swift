import Foundation
import TestSupport
import Testing

@testable import leger

/// Whatever goes wrong at whichever call of a command, after the next command the host is in its old state or in the new one.
@Suite struct TransactionLawTests {
  /// A command on a host, with the project that it leads to.
  struct Case: CustomTestStringConvertible {
    let seed: UInt64
    var testDescription: String { "seed \(seed)" }
  }

  private static var environment: [String: String] { ProcessInfo.processInfo.environment }
  private static let count = environment["LEGER_PAIRS"].flatMap { Int($0) } ?? 50
  private static let first = environment["LEGER_PAIR_SEED"].flatMap { UInt64($0) } ?? 1
  /// How many faults of each command are tried, at most.
  private static let faults = environment["LEGER_PAIR_FAULTS"].flatMap { Int($0) } ?? 4
  private static let cases = (0..<UInt64(count)).map { Case(seed: first + $0) }

  private static let commands = [
    "install", "update", "apply", "remove", "rollback", "first install", "adopt", "backup", "restore", "return",
    "drill", "copy", "secrets", "rotate",
  ]

  @Test(arguments: cases) func `a command leads to the old state or to the new one`(_ example: Case) throws {
    var random = SplitMix64(seed: example.seed)
    let scenario = try Scenario(&random, command: Self.commands[Int(example.seed) % Self.commands.count])
    let old = scenario.host.observation()
    // Without any fault.
    let whole = scenario.host.copy()
    whole.inject(nil)
    let status = whole.leger(scenario.line)
    let calls = whole.callCount
    #expect(whole.unknownCommands == [], "\(scenario)")
    whole.sleep(for: .seconds(30))
    let new = whole.observation()
    if scenario.isBroken {
      #expect(status == .failed || status == .clean, "\(scenario)\n\(whole.messages)")
    } else {
      #expect(status == .clean, "\(scenario)\n\(whole.messages)")
    }
    if status != .clean {
      #expect(difference(old, new, whole) == "", "\(scenario)\n\(whole.messages)")
    }
    var faults = (1...max(1, calls)).flatMap { SimulatedFault.all(at: $0) }
    while faults.count > Self.faults { faults.remove(at: random.below(faults.count)) }
    for fault in faults {
      let host = scenario.host.copy()
      host.inject(fault)
      let ended = host.leger(scenario.line)
      let told = host.messages
      if case .dies = fault.kind {
      } else {
        // What fails is taken back at once.
        #expect([.clean, .failed, .environment, .needsPerson].contains(ended), "\(fault) of \(scenario)\n\(told)")
      }
      host.revive()
      let recovered = host.leger(scenario.scopeOption.isEmpty ? "recover" : "recover \(scenario.scopeOption)")
      #expect(recovered == .clean, "\(fault) of \(scenario)\n\(told)\n\(host.messages)")
      host.sleep(for: .seconds(30))
      let now = host.observation()
      let (toOld, toNew) = (difference(old, now, host), difference(new, now, host))
      #expect(
        toOld.isEmpty || toNew.isEmpty,
        "\(fault) (\(whole.log[fault.call - 1])) of \(scenario)\nfrom the old state:\n\(toOld)\nfrom the new one:\n\(toNew)\n\(told)\n\(host.messages)"
      )
      #expect(scenario.leftovers(on: host) == [], "\(fault) of \(scenario)")
      if scenario.line.hasPrefix("adopt") {
        #expect(
          old.difference(to: now, ignoring: [.files, .loaded]) == "",
          "\(fault) of \(scenario): something was restarted"
        )
      }
      #expect(scenario.outsiders(on: host) == scenario.outsiders(on: scenario.host), "\(fault) of \(scenario)")
    }
  }

  /// What is different between two states, but for which run of a service it is, and for names of images that keep them.
  private func difference(_ before: Observation, _ after: Observation, _ host: SimulatedHost) -> String {
    // A volume that was made stays, since nobody can know what it is worth; one that existed is as it was.
    before.difference(to: after, ignoring: [.identities, .images, .results]).split(separator: "\n")
      .filter { !$0.hasPrefix("volume ") || !$0.contains(": nothing → ") }.joined(separator: "\n")
  }
}

/// A host with something installed, and a command to run on it.
private struct Scenario: CustomStringConvertible {
  let host: SimulatedHost
  let line: String
  let isBroken: Bool
  let scopeOption: String
  private let old: RandomProject
  private let new: RandomProject

  var description: String { "\(line)\n=== old\n\(old)\n=== new\n\(new)\n===" }

  /// Something else that runs on the host, and that no command may touch.
  private static let outsider = "[Container]\nImage=example.org/db:1\nExec=sleep infinity\nPodmanArgs=--init\n"

  /// Something that needs secrets.
  private static let keys =
    "[Container]\nImage=example.org/db:1\nExec=sleep infinity\nPodmanArgs=--init\nSecret=app-key\n"
    + "Secret=app-cert,type=env\n[Install]\nWantedBy=default.target\n"

  init(_ random: inout SplitMix64, command: String) throws {
    host = SimulatedHost(user: random.below(2) == 0 ? 0 : 1000)
    scopeOption = ""
    for (index, image) in (RandomProject.images).enumerated() {
      host.register(image, RegistryImage(id: "\(index)a" + String(repeating: "\(index)", count: 62)))
    }
    host.register(
      RandomProject.broken,
      RegistryImage(id: String(repeating: "b", count: 64), behaviour: .exits(1, after: .seconds(1)))
    )
    host.write("\(host.unitFolder)/other.container", Self.outsider)
    let scope = host.user.isRoot ? [] : ["--user"]
    for words in [["daemon-reload"], ["start", "--no-block", "--", "other.service"]] {
      let spawn = Spawn(program: Array("/usr/bin/systemctl".utf8), arguments: (scope + words).map { Array($0.utf8) })
      _ = try host.run(spawn)
    }
    host.sleep(for: .seconds(3))
    let project = RandomProject(using: &random)
    old = ["drill", "copy"].contains(command) ? project.copyable() : project
    new = old.changed(using: &random)
    var first = old
    if command == "first install" {
      first = new
    } else if command == "adopt" {
      first = old.prefixed("app-")
      for (path, text) in first.files { host.write("\(host.unitFolder)/\(path)", text) }
      let services = first.files.keys.filter { $0.hasSuffix(".container") }.map {
        $0.replacing(".container", with: ".service")
      }
      for words in [["daemon-reload"], ["start", "--no-block", "--"] + services.sorted()] {
        let spawn = Spawn(program: Array("/usr/bin/systemctl".utf8), arguments: (scope + words).map { Array($0.utf8) })
        _ = try host.run(spawn)
      }
      host.sleep(for: .seconds(20))
    } else {
      Self.put(first, on: host)
      Self.expectClean("install -y --settle 1 /srv/app", host, old)
    }
    switch command {
    case "first install":
      Self.put(new, on: host)
      (line, isBroken) = ("install -y --settle 2 --health-timeout 20 /srv/app", new.isBroken)
    case "install":
      Self.put(new, on: host)
      (line, isBroken) = ("install -y --settle 2 --health-timeout 20 /srv/app", new.isBroken)
    case "update":
      Self.put(new, on: host)
      (line, isBroken) = ("update app --unattended --settle 2 --health-timeout 20", new.isBroken)
    case "apply":
      Self.put(new, on: host)
      _ = host.leger("stage app")
      let isSame = new.files == old.files
      let options = "--settle 2 --health-timeout 20"
      (line, isBroken) = (isSame ? "stage app" : "apply app -y \(options)", new.isBroken)
    case "secrets":
      // A unit that needs two secrets, of which podman has neither.
      Self.put(new, on: host)
      host.write("/srv/app/keys.container", Self.keys)
      for name in ["app-key", "app-cert"] { host.change { $0.setStored("leger/\(name)", "value of \(name)") } }
      (line, isBroken) = ("update app --unattended --settle 2 --health-timeout 20", new.isBroken)
    case "rotate":
      host.write("/srv/app/keys.container", Self.keys)
      for name in ["app-key", "app-cert"] { host.change { $0.setStored("leger/\(name)", "value of \(name)") } }
      Self.expectClean("update app --unattended --settle 1", host, old)
      let isBad = random.below(2) == 0
      host.write("/value", isBad ? "bad" : "good")
      line = "secrets rotate leger/app-key @/value -y --settle 2 --health-timeout 20"
      isBroken = isBad
    case "adopt": (line, isBroken) = ("adopt app -y", false)
    case "remove": (line, isBroken) = ("remove app -y", false)
    case "backup":
      Self.fillVolumes(host, "first")
      (line, isBroken) = ("backup app", false)
    case "restore", "return":
      // With the data of a first backup, other data since, and other units or none.
      Self.fillVolumes(host, "first")
      Self.expectClean("backup app", host, old)
      Self.fillVolumes(host, "second")
      if command == "return" {
        Self.expectClean("remove app -y --remove-volumes", host, old)
      } else {
        Self.put(new, on: host)
        _ = host.leger("update app --unattended --settle 1 --health-timeout 5")
      }
      (line, isBroken) = ("restore \(Self.firstBackup(on: host)) -y --settle 2 --health-timeout 20", false)
    case "drill", "copy":
      Self.fillVolumes(host, "first")
      Self.expectClean("backup app", host, old)
      Self.fillVolumes(host, "second")
      let options = "--settle 2 --health-timeout 20"
      let copying = "restore \(Self.firstBackup(on: host)) -y --to-name two --ports none \(options)"
      (line, isBroken) = (command == "drill" ? "drill app \(options)" : copying, false)
    default:
      let healthy = RandomProject(using: &random)
      Self.put(healthy, on: host)
      Self.expectClean("install -y --settle 1 /srv/app", host, old)
      let isSame = healthy.files == old.files
      (line, isBroken) = (isSame ? "list" : "rollback app -y --settle 2 --health-timeout 20", false)
    }
  }

  private static func expectClean(_ line: String, _ host: SimulatedHost, _ old: RandomProject) {
    let status = host.leger(line)
    #expect(status == .clean, "\(line)\n\(old)\n\(host.messages)")
  }

  /// The ID of the oldest backup.
  private static func firstBackup(on host: SimulatedHost) -> String {
    let folder = "\(host.stateFolder)/backups/"
    return host.machine.files.paths(below: Array(folder.utf8))
      .map { String(decoding: $0.dropFirst(folder.utf8.count).prefix { $0 != UInt8(ascii: "/") }, as: UTF8.self) }.min()
      ?? ""
  }

  /// Gives every volume some data, and a root that belongs to someone.
  private static func fillVolumes(_ host: SimulatedHost, _ word: String) {
    host.change { machine in
      for index in machine.volumes.indices {
        machine.volumes[index].content = ["a": "\(word) of \(machine.volumes[index].name)", "dir/b": word]
        machine.volumes[index].root.user = UInt32(word.utf8.count)
      }
    }
  }

  private static func put(_ project: RandomProject, on host: SimulatedHost) {
    host.change { machine in
      machine.files.removeAll("/srv/app")
    }
    for (path, text) in project.files { host.write("/srv/app/\(path)", text) }
  }

  /// What leger has left behind that it should not.
  func leftovers(on host: SimulatedHost) -> [String] {
    host.machine.files.paths(below: Array("/".utf8)).map { String(decoding: $0, as: UTF8.self) }
      .filter { path in
        [".leger-", "transaction.json", "volumes.json", "drill-"].contains { path.contains($0) }
      }
      + host.machine.volumes.map(\.name).filter { $0.hasPrefix("leger-") || $0.contains("drill-") }
      + host.machine.containers.filter { $0.state == .paused }.map(\.name)
  }

  /// The runs of what does not belong to the deployment.
  func outsiders(on host: SimulatedHost) -> String {
    "\(host.machine.units["other.service"]?.invocation ?? "") \(host.machine.units["other.service"]?.activity.state ?? "")"
  }
}
