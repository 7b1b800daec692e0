import QuadletSyntax

/// Storage that a container sees at a path: a volume or a host path.
struct StorageMount {
  /// The path in the container.
  let destination: String
  /// The source as podman knows it: the name of a volume, or a path.
  let source: String
  /// The source as a host path; nil for a volume.
  let hostPath: [UInt8]?
  let isWritable: Bool
  /// Whether podman changes the owner of the files to the container's user at each start.
  let adaptsOwner: Bool
  let key: UnitSnapshot.Key

  /// Host paths that hold no data: sockets, devices, the clock.
  private static let transientPaths = ["/dev", "/proc", "/run", "/sys", "/tmp", "/var/run", "%t"]
  private static let transientFiles: Set<String> = [
    "/etc/localtime", "/etc/timezone", "/etc/hosts", "/etc/resolv.conf", "/etc/passwd", "/etc/group",
  ]

  /// Extensions of configuration files and sockets; folders seldom have them.
  private static let fileExtensions: Set<String> = [
    "cer", "cfg", "conf", "config", "crt", "env", "ini", "json", "key", "lua", "pem", "php", "service", "sh", "sock",
    "sql", "toml", "txt", "xml", "yaml", "yml",
  ]

  /// Reads the value of `-v` or `--mount`; nil for a mount without a source, or without a lasting one.
  init?(
    _ fact: UnitFacts.Fact,
    _ key: UnitSnapshot.Key,
    _ root: ProjectRoot,
    _ converter: inout Converter<FactsEmitter>
  ) {
    let text = Array(converter.bytes(fact))
    guard let use = StorageUse(fact, text[...]), use.kind != .other, let from = use.source, let to = use.destination,
      let name = converter.storageName(of: fact, Array(text[from]))
    else { return nil }
    source = root.portable(name[...])
    destination = String(decoding: text[to], as: UTF8.self)
    hostPath = name.first == GoPath.slash ? name : nil
    isWritable = !use.options.contains(.isReadOnly)
    adaptsOwner = use.options.contains(.adaptsOwner)
    self.key = key
  }

  /// Creates the root file system that the container writes to; nil when it does not.
  init?(rootfs word: [UInt8], key: UnitSnapshot.Key) {
    let text = String(decoding: word, as: UTF8.self)
    if text.hasPrefix("--") || text.hasSuffix(":O") { return nil }
    destination = "/"
    source = text
    hostPath = nil
    isWritable = true
    adaptsOwner = false
    self.key = key
  }

  /// Whether the mount may hold lasting data; `isFile` returns whether a host path is a single file.
  func holdsData(_ isFile: ([UInt8]) -> Bool) -> Bool {
    if !isWritable { return false }
    let isTransient = Self.transientPaths.contains { source == $0 || source.hasPrefix($0 + "/") }
    if isTransient || Self.transientFiles.contains(source) { return false }
    guard let hostPath else { return true }
    let ending = GoPath.fileExtension(hostPath[...]).dropFirst()
    return !Self.fileExtensions.contains(String(decoding: ending, as: UTF8.self)) && !isFile(hostPath)
  }
}
