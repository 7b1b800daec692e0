import QuadletSyntax

/// Storage that a container sees at a path: a volume or a place of the host.
struct StorageMount {
  /// The path in the container.
  let destination: String
  /// What podman calls the source: the name of a volume, or a path.
  let source: String
  /// The source as a path of the host; nil for a volume.
  let hostPath: [UInt8]?
  let isWritable: Bool
  /// Whether podman gives the files to the container's user at each start.
  let adaptsOwner: Bool
  let key: UnitSnapshot.Key

  /// Places of the host that hold no data: sockets, devices, the clock.
  private static let transientPaths = ["/dev", "/proc", "/run", "/sys", "/tmp", "/var/run", "%t"]
  private static let transientFiles: Set<String> = [
    "/etc/localtime", "/etc/timezone", "/etc/hosts", "/etc/resolv.conf", "/etc/passwd", "/etc/group",
  ]

  /// What names of configuration files and sockets end in; a folder is seldom called so.
  private static let fileExtensions: Set<String> = [
    "cer", "cfg", "conf", "config", "crt", "env", "ini", "json", "key", "lua", "pem", "php", "service", "sh", "sock",
    "sql", "toml", "txt", "xml", "yaml", "yml",
  ]

  /// Reads a fact; nil for what has no source, or no lasting one.
  init?(
    _ fact: UnitFacts.Fact,
    _ key: UnitSnapshot.Key,
    _ root: ProjectRoot,
    _ converter: inout Converter<FactsEmitter>
  ) {
    let text = Array(converter.bytes(fact))
    guard let use = StorageUse(fact, text[...]), use.kind != .other, let from = use.source, let to = use.destination
    else {
      return nil
    }
    let name = converter.storageName(of: fact, Array(text[from]))
    source = root.portable(name[...])
    destination = String(decoding: text[to], as: UTF8.self)
    hostPath = name.first == GoPath.slash ? name : nil
    isWritable = !use.options.contains(.isReadOnly)
    adaptsOwner = use.options.contains(.adaptsOwner)
    self.key = key
  }

  /// A root file system that the container writes to.
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

  /// Whether data can lie there that is to last; `isFile` tells whether a path of the host is a single file.
  func holdsData(_ isFile: ([UInt8]) -> Bool) -> Bool {
    if !isWritable { return false }
    let isTransient = Self.transientPaths.contains { source == $0 || source.hasPrefix($0 + "/") }
    if isTransient || Self.transientFiles.contains(source) { return false }
    guard let hostPath else { return true }
    let ending = GoPath.fileExtension(hostPath[...]).dropFirst()
    return !Self.fileExtensions.contains(String(decoding: ending, as: UTF8.self)) && !isFile(hostPath)
  }
}
