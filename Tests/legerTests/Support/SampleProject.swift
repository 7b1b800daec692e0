import Testing

@testable import leger

/// A small project in `/srv/app`, and hosts that it is for.
enum SampleProject {
  /// The folder of all units.
  static let root = "/etc/containers/systemd"
  /// The ids of the images that the registry has as `example.org/web:1` and `:2`.
  static let (first, second) = (String(repeating: "a", count: 64), String(repeating: "b", count: 64))

  /// A unit whose container runs until it is stopped.
  static func web(_ image: String = "example.org/web:1", _ more: String = "") -> String {
    "[Container]\nImage=\(image)\nExec=sh -c \"trap 'exit 0' TERM; sleep infinity & wait\"\n\(more)"
      + "[Install]\nWantedBy=default.target\n"
  }

  /// A unit that needs that of `web.container`.
  static let gate = "[Unit]\nRequires=web.container\nAfter=web.container\n" + web()

  /// A host on which nothing is installed yet.
  static func host(_ files: [String: String], user: UInt32 = 0) -> SimulatedHost {
    let host = SimulatedHost(user: user)
    host.register("example.org/web:1", RegistryImage(id: first))
    host.register("example.org/web:2", RegistryImage(id: second))
    for (name, text) in files { host.write("/srv/app/\(name)", text) }
    return host
  }
}

extension SimulatedHost {
  /// Whether a service has started and not ended.
  func isUp(_ service: String) -> Bool { machine.units[service]?.activity.state == "active" }

  /// The image of a container.
  func image(of container: String = "systemd-web") -> String? {
    machine.containers.first { $0.name == container }?.imageID
  }

  /// What a command prints that ends well.
  func printed(_ line: String) -> String {
    let start = output.count
    #expect(leger(line) == .clean, "\(messages)")
    return String(output.dropFirst(start))
  }

  /// The active version of a secret of the store.
  func active(_ name: String) -> UInt32? { try? machine.store.info(SecretName(name)).activeVersion }

  /// Runs a program as someone else would, and waits until it has had its effect.
  func type(_ line: String) throws {
    let words = line.split(separator: " ").map { Array($0.utf8) }
    _ = try run(Spawn(program: Array("/usr/bin/".utf8) + words[0], arguments: Array(words[1...])))
    sleep(for: .seconds(2))
  }

  /// Makes a symbolic link.
  func link(_ path: String, to target: String) throws {
    try makeLink(Array(path.utf8), within: Path.parent(of: Array(path.utf8)), to: Array(target.utf8))
  }
}
