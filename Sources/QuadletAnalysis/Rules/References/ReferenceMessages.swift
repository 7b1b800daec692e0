/// What findings about references and drop-ins say.
extension Message {
  /// A name that is not the one the unit of that name gives to its network, volume or image.
  static func otherReference(_ name: String, than file: String, _ kind: UnitKind) -> Message {
    Message("\"\(name)\" is not the \(kind.word) of \(file); write \"\(file)\"", help: addExtension)
  }

  /// A name that is right, but does not make the service depend on the unit.
  static func referenceWithoutDependency(_ name: String, on file: String) -> Message {
    Message(
      "\"\(name)\" may not exist yet: only \"\(file)\" makes the service wait for it",
      help: addExtension
    )
  }

  private static let addExtension = "add the extension; Podman passes a name without one on unchanged"

  /// A network of the unit's own container, and the network unit that may be meant.
  static func joinsItself(_ name: String, near: String?) -> Message {
    Message(
      "\"\(name)\" is this unit itself" + (near.map { "; did you mean \"\($0)\"?" } ?? ""),
      help: "a container cannot join its own network: name a .network unit or another container"
    )
  }

  static func unusedDropIn(_ folder: String) -> Message {
    Message(
      "no unit matches the drop-in folder \"\(folder)\"",
      help: "name the folder after a unit, as in web.container.d"
    )
  }
}
