import QuadletSyntax

/// `SetWorkingDirectory=`, of builds and kube units.
extension Converter {
  /// `SetWorkingDirectory=`: adds WorkingDirectory to the service; answers the build context when it is one.
  mutating func setWorkingDirectory() -> (context: Value?, folder: [UInt8]?) {
    guard let value = nonEmpty(keys.setWorkingDirectory) else { return (nil, nil) }
    var relativeTo: [UInt8] = []
    var context: Value?
    switch string(value).lowercased() {
    case "yaml":
      guard view.kind == .kube else { return refuseWorkingDirectory(value) }
      guard let path = yamlForWorkingDirectory(value) else { return (nil, nil) }
      relativeTo = path
    case "file":
      guard view.kind == .build else { return refuseWorkingDirectory(value) }
      guard let file = lookup(keys.file) else {
        refuse(
          .folderOfMissingFile,
          .value(value),
          podman: "no File key specified"
        )
        return (nil, nil)
      }
      relativeTo = Array(bytes(file))
    case "unit":
      relativeTo = project.inventory.path(of: project.units[unit].file, resolved: true)
    default:
      guard view.kind == .build else {
        refuse(
          .workingDirectory(string(value)),
          .value(value),
          podman: "unsupported value for WorkingDirectory: \(string(value)) "
        )
        return (nil, nil)
      }
      context = value
      if !GoPath.isAbsolute(bytes(value)) {
        relativeTo = project.inventory.path(of: project.units[unit].file, resolved: true)
      }
    }
    if relativeTo.isEmpty || context.map({ PodmanURL.isURL(Array(bytes($0))) }) == true { return (context, nil) }
    if nonEmpty(keys.workingDirectory, in: .service) != nil { return (nil, nil) }
    let folder = GoPath.folder(absolutePath(relativeTo))
    add("Service", "WorkingDirectory", bytes: folder, from: value)
    return (context, folder)
  }

  private mutating func refuseWorkingDirectory(_ value: Value) -> (context: Value?, folder: [UInt8]?) {
    let wanted = view.kind == .kube ? ".build" : ".kube"
    refuse(
      .workingDirectoryOfOtherKind(string(value)),
      .value(value),
      podman: "SetWorkingDirectory=\(string(value)) is only supported in \(wanted) files"
    )
    return (nil, nil)
  }

  private mutating func yamlForWorkingDirectory(_ value: Value) -> [UInt8]? {
    guard target.has(.severalYaml) else { return lookup(keys.yaml).map { Array(bytes($0)) } }
    var paths: [[UInt8]] = []
    forEachWord(of: keys.yaml, style: .plain) { _, text, _ in paths.append(text) }
    if paths.count > 1 {
      refuse(
        .workingDirectoryOfSeveralFiles(count: paths.count),
        .value(value),
        podman: "SetWorkingDirectory=yaml is only supported when a single Yaml key is provided"
      )
      return nil
    }
    return paths.first
  }
}
