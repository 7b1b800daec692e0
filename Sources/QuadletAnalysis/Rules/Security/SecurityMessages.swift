/// What findings about security say.
extension Message {
  // MARK: Images and ports

  static let latestTag = Message("the tag \"latest\" does not say which version runs", help: nameVersion)

  static let missingTag = Message("without a tag, the image defaults to :latest", help: nameVersion)

  private static let nameVersion = "name a version, or set AutoUpdate=registry to follow the newest"

  static let portOnEveryAddress = Message(
    "the port is published on every address of the host",
    help: "start with 127.0.0.1: if only this host needs the port, with 0.0.0.0: if others do"
  )

  // MARK: Privileges

  static func mightyCapability(_ capability: String) -> Message {
    Message(
      "capability \"\(capability)\" gives the container nearly root privileges",
      help: "add only the capabilities that the container needs"
    )
  }

  static let privileged = Message(
    "a privileged container has every capability and device of its user, and no confinement",
    help: "add only the device or capability that it needs, with AddDevice= or AddCapability="
  )

  static func hostNetwork(of kind: UnitKind) -> Message {
    Message("the \(kind == .kube ? "pod" : kind.word) uses the network of the host")
  }

  static func hostNamespace(_ option: String) -> Message {
    Message("\"\(option)=host\" shares a namespace with the host")
  }

  static let hostUserNamespace = Message("root in the container is root on the host")

  // MARK: Mounts

  static func containerSocketMount(_ path: String) -> Message {
    Message(
      "anyone who can write to \"\(path)\" can start arbitrary containers",
      help: "mount the socket only into a container that manages containers"
    )
  }

  static func hostFolderMount(_ path: String) -> Message {
    Message(
      "the container can write to \"\(path)\" on the host",
      help: "mount only what the container needs, or add the option ro"
    )
  }

  // MARK: Credentials

  static func plaintextCredential(_ name: String) -> Message {
    Message(
      "\"\(name)\" is in plain text here, and in the output of podman inspect and systemctl show",
      help: "store it with podman secret create, and write Secret=NAME,type=env,target=\(name)"
    )
  }
}
