/// What findings about dependencies and links say.
extension Message {
  static func deadLink(_ name: String) -> Message {
    Message("\"\(name)\" contains a slash, so Podman creates no link for it", help: "write only the name of the unit")
  }

  // MARK: Services

  /// A wrong service name; the service that depends on it cannot start if the dependency is strict.
  /// What systemd does when a unit names a service that does not exist.
  enum Missing {
    /// It ignores the dependency.
    case isIgnored
    /// It does not start the service that names it.
    case preventsStart
    /// It does not start the service, unless another package installs the named one.
    case mayPreventStart
  }

  static func wrongServiceName(_ name: String, of file: String, _ missing: Missing, write service: String) -> Message {
    let help =
      switch missing {
      case .isIgnored: "correct the name; systemd ignores a dependency that does not exist"
      case .preventsStart: "correct the name; systemd does not start a service whose requirement is missing"
      case .mayPreventStart: "correct the name, unless \"\(name)\" is installed in another way"
      }
    return Message("\"\(name)\" is not the service of \(file); write \"\(service)\"", help: help)
  }

  static func selfDependency(in key: String) -> Message {
    Message(
      "\(key)= names the service of this unit itself, which systemd ignores",
      help: "remove it, or name another service"
    )
  }

  static func untranslatedLink(_ name: String, in key: String, write service: String) -> Message {
    Message("Podman does not translate \"\(name)\" in \(key)=, so the link leads nowhere; write \"\(service)\"")
  }

  static func untranslatedDependency(_ name: String, by version: PodmanVersion, write service: String) -> Message {
    Message("Podman \(version) does not translate \"\(name)\" in [Unit], so systemd ignores it; write \"\(service)\"")
  }

  static func missingUnitSuffix(_ name: String, write service: String) -> Message {
    Message(
      "\"\(name)\" has no unit suffix; write \"\(service)\"",
      help: "add the suffix; systemd ignores a name without one"
    )
  }

  /// A file name of a unit that the project does not have.
  static func notASystemdUnit(_ name: String, in key: String) -> Message {
    Message(
      "\"\(name)\" is not the name of a systemd unit, so \(key)= has no effect",
      help: "write the name of the unit's service"
    )
  }

  static func unknownUnitSuffix(_ name: String, in key: String) -> Message {
    Message(
      "\"\(name)\" does not end in a suffix that systemd knows, so \(key)= has no effect",
      help: name.contains(".")
        ? "write a name such as NAME.service or NAME.target" : "if you mean a service, write \(name).service"
    )
  }

  // MARK: Targets

  /// A dependency on a target that only the system has; the service cannot start if the dependency is strict.
  static func systemTarget(_ name: String, in key: String, isStrict: Bool, podmanWaitsForNetwork: Bool) -> Message {
    Message(
      "a user's service manager has no \"\(name)\", so \(key)= \(isStrict ? "prevents the start" : "has no effect")",
      help: podmanWaitsForNetwork ? "remove it; Podman already makes the service wait for the network" : "remove it"
    )
  }

  static func systemTargetLink(_ name: String) -> Message {
    Message(
      "a user's service manager has no \"\(name)\" to start this service; write \"default.target\"",
      help: "run loginctl enable-linger to start default.target at boot, without a login"
    )
  }

  static let networkOnlineNotWanted = Message(
    "\"network-online.target\" is in After=, but nothing starts it",
    help: "add Wants=network-online.target"
  )

  static let systemdDefaultDependencies = Message(
    "[Unit] DefaultDependencies= does not stop Podman from making the service wait for the network",
    help: "to do that, move the line to [Quadlet]"
  )
}
