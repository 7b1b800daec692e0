/// The options of `--mount` other than type, source and destination.
enum MountOption {
  private static let general: WordTable<37> = [
    "bind-nonrecursive", "bind-propagation", "consistency", "idmap", "readonly", "ro", "rw", "nodev", "dev", "noexec",
    "exec", "nosuid", "suid", "noswap", "relabel", "shared", "rshared", "private", "rprivate", "slave", "rslave",
    "unbindable", "runbindable", "Z", "z", "no-dereference", "subpath", "volume-subpath", "tmpcopyup", "notmpcopyup",
    "tmpfs-mode", "tmpfs-size", "U", "chown", "volume-label", "volume-opt", "nocreate",
  ]
  private static let devpts: WordTable<6> = ["uid", "gid", "mode", "ptmxmode", "newinstance", "max"]
  private static let image: WordTable<4> = ["rw", "readwrite", "subpath", "consistency"]
  private static let artifact: WordTable<3> = ["title", "digest", "name"]
  private static let propagations: WordTable<8> = [
    "shared", "rshared", "private", "rprivate", "slave", "rslave", "unbindable", "runbindable",
  ]

  private static let habits: MeaningTable<3, String> = [
    ("size", "tmpfs-size"), ("mode", "tmpfs-mode"), ("propagation", "bind-propagation"),
  ]

  /// Throws what is wrong with an option of a kind of mount.
  static func check(
    _ bytes: Span<UInt8>,
    _ name: Range<Int>,
    _ value: Range<Int>?,
    of kind: MountSpec.Kind
  ) throws(ValueProblem) {
    guard isOption(bytes, name, of: kind) else {
      guard !bytes.hasSpecifier(name) else { return }
      guard !name.isEmpty else {
        throw ValueProblem(range: name, message: "an option is missing here; remove the \",\"")
      }
      throw bytes.problem(
        name,
        "is not an option of a mount with type=\(kind.rawValue)",
        replacement: meant(bytes, name, among: names(of: kind))
      )
    }
    guard let value, !bytes.hasSpecifier(value) else { return }
    if bytes.equals(name, "bind-propagation") {
      try check(bytes, value, isOneOf: propagations)
    } else if bytes.equals(name, "relabel") {
      try check(bytes, value, isOneOf: ["private", "shared"])
    } else if bytes.equals(name, "U") || bytes.equals(name, "chown") {
      guard !value.isEmpty else { return }
      try check(bytes, value, isOneOf: ["true", "false"], ignoringCase: true)
    }
  }

  private static func isOption(_ bytes: Span<UInt8>, _ name: Range<Int>, of kind: MountSpec.Kind) -> Bool {
    switch kind {
    case .devpts: bytes.isOne(name, of: devpts)
    case .image: bytes.isOne(name, of: image)
    case .artifact: bytes.isOne(name, of: artifact)
    case .bind, .glob, .tmpfs, .ramfs, .volume: bytes.isOne(name, of: general)
    }
  }

  private static func names(of kind: MountSpec.Kind) -> [String] {
    switch kind {
    case .devpts: devpts.strings
    case .image: image.strings
    case .artifact: artifact.strings
    case .bind, .glob, .tmpfs, .ramfs, .volume: general.strings
    }
  }

  private static func meant(_ bytes: Span<UInt8>, _ name: Range<Int>, among names: [String]) -> String? {
    if let meant = bytes.meaning(name, in: habits), names.contains(meant) { return meant }
    return Nearest.match(
      bytes.extracting(name),
      among: names + MountSpec.sourceNames.strings + MountSpec.destinationNames.strings + ["type"]
    )
  }

  @inline(__always)
  private static func check<let count: Int>(
    _ bytes: Span<UInt8>,
    _ value: Range<Int>,
    isOneOf words: WordTable<count>,
    ignoringCase: Bool = false
  ) throws(ValueProblem) {
    if bytes.isOne(value, of: words, ignoringCase: ignoringCase) { return }
    throw bytes.problem(
      value,
      "is not a value for this option; use \(Enumeration.text(words.strings))",
      replacement: Nearest.match(bytes.extracting(value), among: words.strings)
    )
  }
}
