/// An in-memory file system: `destination[:options]`.
public struct TmpfsMount: Sendable, Equatable {
  /// The path in the container.
  public let destination: Range<Int>
  /// The options, separated by commas; nil when there are none.
  public let options: Range<Int>?

  /// The options that Podman accepts, and other kernel options that some releases might accept.
  private static let optionNames: WordTable<45> = [
    "rw", "ro", "exec", "noexec", "dev", "nodev", "suid", "nosuid", "private", "rprivate", "shared", "rshared", "slave",
    "rslave", "unbindable", "runbindable", "size", "mode", "tmpcopyup", "notmpcopyup", "noswap", "noatime",
    "consistency",
    "copy", "nocopy", "U", "uid", "gid", "nr_inodes", "nr_blocks", "huge", "mpol", "atime", "diratime", "nodiratime",
    "relatime", "norelatime", "strictatime", "nostrictatime", "sync", "async", "dirsync", "mand", "nomand", "defaults",
  ]

  /// Reads a tmpfs mount.
  public init(parsing bytes: Span<UInt8>) throws(ValueProblem) {
    try self.init(bytes, bytes.all)
  }
}

extension TmpfsMount: PartParsing {
  init(_ bytes: Span<UInt8>, _ part: Range<Int>) throws(ValueProblem) {
    let colon = bytes.first(UInt8(ascii: ":"), in: part)
    destination = part.lowerBound..<(colon ?? part.upperBound)
    options = colon.map { $0 + 1..<part.upperBound }
    try VolumeMount.check(destination: destination, in: bytes)
    if let blank = bytes.first(UInt8(ascii: " "), in: destination), blank + 1 < destination.upperBound,
      bytes[blank + 1] == UInt8(ascii: "/")
    {
      throw bytes.problem(destination, "is read as one path; write one path per line")
    }
    guard let options else { return }
    var start = options.lowerBound
    while let option = bytes.next(from: &start, until: options.upperBound, separator: UInt8(ascii: ",")) {
      let name = option.lowerBound..<(bytes.first(UInt8(ascii: "="), in: option) ?? option.upperBound)
      if bytes.isOne(name, of: TmpfsMount.optionNames) || bytes.hasSpecifier(option) { continue }
      let nearest = Nearest.match(bytes.extracting(name), among: TmpfsMount.optionNames.strings)
      guard let nearest else { continue }
      throw bytes.problem(name, "is not a tmpfs option", replacement: nearest)
    }
  }
}
