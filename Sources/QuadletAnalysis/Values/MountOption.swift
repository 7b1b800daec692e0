/// The options of `--mount` besides type, source and destination.
enum MountOption {
  private static let general = [
    "bind-nonrecursive", "bind-propagation", "consistency", "idmap", "readonly", "ro", "rw", "nodev", "dev", "noexec",
    "exec", "nosuid", "suid", "noswap", "relabel", "shared", "rshared", "private", "rprivate", "slave", "rslave",
    "unbindable", "runbindable", "Z", "z", "no-dereference", "subpath", "volume-subpath", "tmpcopyup", "notmpcopyup",
    "tmpfs-mode", "tmpfs-size", "U", "chown", "volume-label", "volume-opt", "nocreate",
  ]
  private static let devpts = ["uid", "gid", "mode", "ptmxmode", "newinstance", "max"]
  private static let image = ["rw", "readwrite", "subpath", "consistency"]
  private static let artifact = ["title", "digest", "name"]
  private static let propagations = [
    "shared", "rshared", "private", "rprivate", "slave", "rslave", "unbindable", "runbindable",
  ]

  /// Finds what is wrong with an option of a kind of mount.
  static func check(
    _ bytes: Span<UInt8>,
    _ name: Range<Int>,
    _ value: Range<Int>?,
    of kind: MountSpec.Kind
  ) throws(ValueProblem) {
    guard !bytes.hasSpecifier(name) else { return }
    let names = names(of: kind)
    guard bytes.isOne(name, of: names) else {
      guard !name.isEmpty else {
        throw ValueProblem(range: name, message: "an option is missing here; remove the \",\"")
      }
      throw bytes.problem(
        name,
        "is not an option of a mount with type=\(kind.rawValue)",
        replacement: meant(bytes, name, among: names)
      )
    }
    guard let value, !bytes.hasSpecifier(value) else { return }
    if bytes.equals(name, "bind-propagation") {
      try check(bytes, value, isOneOf: propagations)
    } else if bytes.equals(name, "relabel") {
      try check(bytes, value, isOneOf: ["private", "shared"])
    } else if bytes.equals(name, "U") || bytes.equals(name, "chown") {
      guard !value.isEmpty else { return }
      try check(bytes, value, isOneOf: ["true", "false"])
    }
  }

  private static func names(of kind: MountSpec.Kind) -> [String] {
    switch kind {
    case .devpts: devpts
    case .image: image
    case .artifact: artifact
    case .bind, .glob, .tmpfs, .ramfs, .volume: general
    }
  }

  private static func meant(_ bytes: Span<UInt8>, _ name: Range<Int>, among names: [String]) -> String? {
    for (word, meant) in [("size", "tmpfs-size"), ("mode", "tmpfs-mode"), ("propagation", "bind-propagation")] {
      if bytes.equals(name, word), names.contains(meant) { return meant }
    }
    return Nearest.match(
      bytes.extracting(name),
      among: names + MountSpec.sourceNames + MountSpec.destinationNames + ["type"]
    )
  }

  private static func check(
    _ bytes: Span<UInt8>,
    _ value: Range<Int>,
    isOneOf words: [String]
  ) throws(ValueProblem) {
    guard !bytes.isOne(value, of: words, ignoringCase: words.contains("true")) else { return }
    throw bytes.problem(
      value,
      "is not a value of this option; use \(WordList.enumerated(words))",
      replacement: Nearest.match(bytes.extracting(value), among: words)
    )
  }
}
