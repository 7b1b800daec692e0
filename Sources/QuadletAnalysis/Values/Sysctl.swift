/// A kernel parameter: `net.ipv4.ip_forward=1`.
public struct Sysctl: Sendable, Equatable {
  /// The name.
  public let name: Range<Int>
  /// The value.
  public let value: Range<Int>

  private static let kernel: WordTable<8> = [
    "kernel.msgmax", "kernel.msgmnb", "kernel.msgmni", "kernel.sem", "kernel.shmall", "kernel.shmmax", "kernel.shmmni",
    "kernel.shm_rmid_forced",
  ]

  /// Reads a kernel parameter; throws for one that cannot be set per container.
  public init(parsing bytes: Span<UInt8>) throws(ValueProblem) {
    try self.init(bytes, bytes.all)
  }
}

extension Sysctl: PartParsing {
  init(_ bytes: Span<UInt8>, _ part: Range<Int>) throws(ValueProblem) {
    guard let equals = bytes.first(UInt8(ascii: "="), in: part) else {
      if bytes.hasSpecifier(part) {
        (name, value) = (part, part.upperBound..<part.upperBound)
        return
      }
      throw bytes.problem(part, "is not name=value; quote an assignment that contains spaces")
    }
    name = part.lowerBound..<equals
    value = equals + 1..<part.upperBound
    guard !bytes.hasSpecifier(name) else { return }
    let isSpaced = !name.isEmpty && bytes[equals - 1].isBlank || !value.isEmpty && bytes[equals + 1].isBlank
    guard !isSpaced else { throw bytes.problem(part, "has a space next to the =, which Podman rejects") }
    let isKnown =
      bytes.hasPrefix(name, "net.") || bytes.hasPrefix(name, "fs.mqueue.") || bytes.isOne(name, of: Sysctl.kernel)
    guard !isKnown else { return }
    throw bytes.problem(
      name,
      "cannot be set for a container; only net.*, fs.mqueue.* and the IPC parameters of kernel.* can",
      replacement: Sysctl.dotted(bytes, name)
    )
  }

  /// Returns `net.ipv4.ip_forward` for `net/ipv4/ip_forward`.
  private static func dotted(_ bytes: Span<UInt8>, _ name: Range<Int>) -> String? {
    guard bytes.hasPrefix(name, "net/"), !bytes.contains(UInt8(ascii: "."), in: name) else { return nil }
    return String(bytes.text(name).map { $0 == "/" ? "." : $0 })
  }
}
