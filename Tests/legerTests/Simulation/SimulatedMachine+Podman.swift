/// The command line of podman, as a user of the machine runs it.
extension SimulatedMachine {
  /// Runs podman; nil for a command line that is not modelled.
  mutating func podman(_ arguments: [String]) -> ProgramAnswer? {
    let line = PodmanLine(arguments)
    if line.command.hasPrefix("secret ") { return reportSecrets(line) }
    if line.value("--format") == "json" { return report(line) }
    if line.command == "info", line.value("--format") == "{{.Store.GraphRoot}}" {
      return ProgramAnswer(output: "/var/lib/containers/storage\n")
    }
    switch line.command {
    case "rm", "pull", "image pull", "build", "volume create":
      pass(begin(line))
      return perform(line)
    case "quadlet install": return installUnits(line)
    case "tag": return tag(line)
    case "untag": return untag(line)
    case "volume mount": return setMounted(true, line)
    case "volume unmount": return setMounted(false, line)
    case "exec":
      guard let user = containers.first(where: { $0.name == line.operands.first }), user.state == .running else {
        return ProgramAnswer(status: 125, messages: "Error: no container that runs\n")
      }
      // A command that begins with `false` fails; any other one leaves its last word in the volumes.
      if line.words.contains("false") { return ProgramAnswer(status: 1, messages: "Error: exit status 1\n") }
      for name in user.volumes.map(\.name) {
        guard let index = volumes.firstIndex(where: { $0.name == name }) else { continue }
        volumes[index].content["hook"] = line.words.last
      }
      return ProgramAnswer()
    case "pause": return setState(.running, to: .paused, line)
    case "unpause": return setState(.paused, to: .running, line)
    case "network rm": return removeNetworks(line)
    case "volume rm":
      if line.has("--force", "-f") {
        let users = containers.filter { container in container.volumes.contains { line.operands.contains($0.name) } }
        pass(users.map(\.id).reduce(Duration.zero) { max($0, requestStop($1, within: nil)) } + .milliseconds(60))
      }
      return removeVolumes(line)
    default: return nil
    }
  }

  /// Copies a folder as an application does that Podman 6 installs: files get the mode 644.
  private mutating func installUnits(_ line: PodmanLine) -> ProgramAnswer {
    guard let application = line.value("--application"), let source = line.operands.first else {
      return ProgramAnswer(status: 125, messages: "Error: a directory needs --application\n")
    }
    for path in files.paths(below: Array(source.utf8)) {
      let text = String(decoding: path, as: UTF8.self)
      guard let bytes = files.bytes(path) else { continue }
      let target = "\(unitFolder)/\(application)\(text.dropFirst(source.utf8.count))"
      files.write(target, installCorrupts ? bytes + [0x0A] : bytes, owner: user)
    }
    return ProgramAnswer()
  }

  private mutating func removeNetworks(_ line: PodmanLine) -> ProgramAnswer {
    var answer = ProgramAnswer()
    for name in line.operands {
      if !networks.contains(where: { $0.name == name }) {
        answer.add(status: 1, "Error: unable to find network with name or ID \(name): network not found")
      } else if containers.contains(where: { $0.networks.contains(name) }) {
        let advice = "Use -f to forcibly delete containers and pods: network is being used"
        answer.add(status: 2, "Error: \"\(name)\" has associated containers with it. \(advice)")
      } else {
        networks.removeAll { $0.name == name }
        answer.output += "\(name)\n"
      }
    }
    return answer
  }

  private mutating func removeVolumes(_ line: PodmanLine) -> ProgramAnswer {
    var answer = ProgramAnswer()
    for name in line.operands {
      let users = containers.filter { container in container.volumes.contains { $0.name == name } }.map(\.id)
      if !volumes.contains(where: { $0.name == name }) {
        answer.add(status: 1, "Error: no volume with name \"\(name)\" found: no such volume")
      } else if !users.isEmpty, !line.has("--force", "-f") {
        let list = users.joined(separator: ", ")
        answer.add(
          status: 2,
          "Error: volume \(name) is being used by the following container(s): \(list): volume is being used"
        )
      } else {
        for id in users { removeContainer(id) }
        dropVolume(name)
        answer.output += "\(name)\n"
      }
    }
    return answer
  }
}
