@testable import leger

/// Runs the steps of a scenario on a simulated host, and writes down what `Tests/EndToEnd/observe` would.
struct ScenarioRun {
  let host: SimulatedHost
  var units: [String: String] = [:]
  private(set) var text = ""
  private var watched: [String] = []
  private var volumes: [String] = []
  private var networks: [String] = []
  /// The invocation or container seen last, by the name of the service or container.
  private var identities: [String: String] = [:]
  private var count = 0

  init(user: UInt32) {
    host = SimulatedHost(user: user)
    host.change { $0.add(SimulatedImage(id: RegistryImage(id: "1").id, names: ["localhost/busybox:latest"])) }
  }

  /// Performs one step.
  mutating func perform(_ words: [String]) {
    guard let verb = words.first, !verb.hasPrefix("#") else { return }
    let rest = Array(words.dropFirst())
    switch verb {
    case "watch": for name in rest { watch(name) }
    case "write": host.write(path(rest[0]), units[rest.count > 1 ? rest[1] : rest[0]] ?? "")
    case "remove":
      let path = path(rest[0])
      host.change { $0.files.removeAll(path) }
    case "mask", "unmask":
      let path = host.user.isRoot ? "/etc/systemd/system/\(rest[0])" : "/home/tester/.config/systemd/user/\(rest[0])"
      host.change { machine in
        if verb == "mask" { machine.files.write(path, []) } else { machine.files.removeAll(path) }
        machine.reload()
      }
    case "reload": run("systemctl", ["daemon-reload"])
    case "start", "stop", "restart": say(words, run("systemctl", [verb, "--no-block", "--"] + rest))
    case "reset-failed": say(words, run("systemctl", [verb, "--"] + rest))
    case "podman": say(words, run("podman", rest))
    case "wait": host.sleep(for: Duration(timeSpan: rest[0]))
    case "observe": observe()
    default: text += "unknown step \(verb)\n"
    }
  }

  private func path(_ name: String) -> String { "\(host.unitFolder)/scenario/\(name)" }

  private mutating func watch(_ name: String) {
    let parts = name.split(separator: ":").map(String.init)
    switch parts[0] {
    case "volume": volumes.append(parts[1])
    case "network": networks.append(parts[1])
    default: watched.append(name)
    }
  }

  private mutating func say(_ words: [String], _ status: Int32) {
    text += "\(words.joined(separator: " ")) → \(status)\n"
  }

  @discardableResult
  private func run(_ program: String, _ arguments: [String]) -> Int32 {
    let scope = program == "systemctl" && !host.user.isRoot ? ["--user"] : []
    let spawn = Spawn(program: Array("/usr/bin/\(program)".utf8), arguments: (scope + arguments).map { Array($0.utf8) })
    return (try? host.run(spawn).status) ?? -1
  }

  // MARK: Observing

  private mutating func observe() {
    count += 1
    text += "observation \(count)\n"
    var machine = host.machine
    for name in watched {
      let unit = machine.bringToMemory(name)
      text += "\(name) \(unit.load) \(unit.activity.state) \(unit.activity.rawValue) \(unit.result)"
      text += " restarts=\(unit.restarts == 0 ? "none" : "some") job=\(unit.job == nil ? "no" : "yes")"
      text += " invocation=\(identity(of: name, unit.invocation))\n"
      for container in machine.containers.filter({ $0.unit == name }).sorted(by: { $0.name < $1.name }) {
        let identity = identity(of: "container \(container.name)", container.id)
        let health = container.health?.status.rawValue ?? "none"
        text += "  container \(container.name) \(container.state) health=\(health) \(identity)\n"
      }
    }
    for name in volumes { describe("volume", name, machine.volumes.first { $0.name == name }.map(\.labels)) }
    for name in networks { describe("network", name, machine.networks.first { $0.name == name }.map(\.labels)) }
  }

  private mutating func describe(_ kind: String, _ name: String, _ labels: [String: String]?) {
    let words = labels.map { $0.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" } } ?? ["absent"]
    text += ([kind, name] + words).joined(separator: " ") + "\n"
  }

  private mutating func identity(of subject: String, _ new: String) -> String {
    if new.isEmpty { return "none" }
    defer { identities[subject] = new }
    guard let old = identities[subject] else { return "first" }
    return old == new ? "same" : "other"
  }
}
