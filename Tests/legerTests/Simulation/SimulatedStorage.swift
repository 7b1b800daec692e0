@testable import leger

/// An image in the storage of the simulated podman; without names it is `<none>`.
struct SimulatedImage: Sendable, Equatable {
  let id: String
  var names: [String]
  var behaviour: RegistryImage.Behaviour?
}

/// An image that can be pulled.
struct RegistryImage: Sendable, Equatable {
  /// What every container of the image does, whatever its unit says.
  enum Behaviour: Sendable, Equatable {
    case runs
    case exits(Int32, after: Duration)
    case ignoresTerm
    case neverHealthy
    /// Healthy at first, and not any more after a while.
    case becomesUnhealthy(after: Duration)
    /// As in a Kubernetes pod: podman starts it again by itself, and systemd does not see it.
    case startsAgain(every: Duration)
    /// As in a Kubernetes pod that is not to be started again: systemd does not see that it has failed.
    case failsUnseen(after: Duration)
  }

  var id: String
  /// Nil when the command of the unit decides.
  var behaviour: Behaviour?

  /// Makes an image; a short id is padded to the 64 digits that podman prints.
  init(id: String, behaviour: Behaviour? = nil) {
    self.id = id + String(repeating: "0", count: max(0, 64 - id.count))
    self.behaviour = behaviour
  }
}

/// A network, with the options that it was made with.
struct SimulatedNetwork: Sendable, Equatable {
  var name: String
  /// The words of the command that made it.
  var options: [String]
  var labels: [String: String]
}

/// A volume, with the options that it was made with and what it holds.
struct SimulatedVolume: Sendable, Equatable {
  var name: String
  /// The options of its driver, each `KEY=VALUE`.
  var options: [String]
  var labels: [String: String]
  /// Texts by path.
  var content: [String: String] = [:]
  /// The owner, mode and time of the folder itself.
  var root = VolumeFolder.Root(user: 0, group: 0, mode: 0o755, seconds: 1_700_000_000, nanoseconds: 0, attributes: [:])
  /// The content that was set aside within it.
  var aside: [String: String]?
  /// Whether podman has mounted it for others than containers.
  var isMounted = false
  /// The number of the folder.
  var inode: UInt64 = 0
}

/// Full names of images.
enum ImageName {
  /// Returns a reference with the tag that podman adds.
  static func tagged(_ reference: String) -> String {
    if reference.contains("@") { return reference }
    let last = reference.split(separator: "/").last ?? ""
    return last.contains(":") ? reference : "\(reference):latest"
  }

  /// Returns the names that a reference can stand for, as podman tries them.
  static func candidates(_ reference: String) -> [String] {
    let name = tagged(reference)
    let first = name.split(separator: "/").first ?? ""
    let isFull = name.contains("/") && (first.contains(".") || first.contains(":") || first == "localhost")
    return isFull ? [name] : ["localhost/\(name)", "docker.io/library/\(name)", "docker.io/\(name)"]
  }
}
