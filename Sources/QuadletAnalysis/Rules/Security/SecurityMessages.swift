/// What findings about security say.
extension Message {
  static let portOnEveryAddress = Message(
    "the port is published on every address of the host",
    help: "start with 127.0.0.1: if only this host needs the port, with 0.0.0.0: if others do"
  )

  static func containerSocketMount(_ path: String) -> Message {
    Message(
      "anyone who can write to \(path) can start arbitrary containers",
      help: "mount the socket only into a container that manages containers"
    )
  }
}
