/// What findings about updates, health checks, restarts and slow starts say.
extension Message {
  // MARK: Updates

  static let autoUpdateOfRootfs = Message(
    "a container with Rootfs= has no image to update",
    help: "remove AutoUpdate="
  )

  static func autoUpdateOfDigest(_ policy: String) -> Message {
    Message(
      "a digest pins one version permanently, so AutoUpdate=\(policy) never finds a newer one",
      help: "name the image by a tag, or remove AutoUpdate="
    )
  }

  /// An image of a transport other than a registry.
  static func autoUpdateOfTransport(_ image: String, _ policy: String) -> Message {
    Message(
      "\"\(image)\" does not come from a registry, so the container cannot start with AutoUpdate=\(policy)",
      help: "write AutoUpdate=local"
    )
  }

  static func autoUpdateOfLocalImage(_ image: String) -> Message {
    Message("\"\(image)\" is not in a registry, so every update fails; write AutoUpdate=local")
  }

  static func autoUpdateOfShortName(_ image: String, _ policy: String) -> Message {
    Message(
      "\"\(image)\" is a short name, so the container cannot start with AutoUpdate=\(policy)",
      help: "add the registry, as in docker.io/library/NAME"
    )
  }

  // MARK: Health

  static let healthCheckOff = Message(
    "\"HealthCmd=none\" disables the health check that Notify=healthy waits for, so the start times out",
    help: "write a command that checks the health of the container, or Notify=true"
  )

  static let missingHealthCheck = Message(
    "\"Notify=healthy\" needs HealthCmd=, unless the image has its own health check",
    help: "add HealthCmd="
  )

  /// A key that has no effect without another; `consequence` is what happens then.
  static func idleKey(_ key: String, needs needed: String, _ consequence: StaticString) -> Message {
    Message(
      "\"\(key)=\" needs \(needed)=; without it, \(consequence)",
      help: "add \(needed)=, or remove the line"
    )
  }

  // MARK: Starts

  static func oneshotRestart(_ restart: String) -> Message {
    Message("systemd refuses \"Restart=\(restart)\" with Type=oneshot", help: onFailure)
  }

  /// A `Restart=` of a unit whose service has that type by default, as a volume.
  static func oneshotRestart(_ restart: String, of kind: UnitKind) -> Message {
    Message(
      "systemd refuses \"Restart=\(restart)\" with Type=oneshot, the type of a .\(kind.word) unit's service",
      help: onFailure
    )
  }

  private static let onFailure = "write Restart=on-failure"

  static let pullDuringStart = Message(
    "the first start pulls the image, which must finish within systemd's 90 seconds",
    help: "pull it in a .image unit, or set [Service] TimeoutStartSec="
  )
}
