/// A Linux capability: `NET_ADMIN`, `cap_net_admin`, `all`.
public struct Capability: Sendable, Equatable {
  /// The number of the capability in the kernel's list; nil for all capabilities.
  public let number: Int?

  private static let names: WordTable<41> = [
    "CHOWN", "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "FSETID", "KILL", "SETGID", "SETUID", "SETPCAP",
    "LINUX_IMMUTABLE", "NET_BIND_SERVICE", "NET_BROADCAST", "NET_ADMIN", "NET_RAW", "IPC_LOCK", "IPC_OWNER",
    "SYS_MODULE", "SYS_RAWIO", "SYS_CHROOT", "SYS_PTRACE", "SYS_PACCT", "SYS_ADMIN", "SYS_BOOT", "SYS_NICE",
    "SYS_RESOURCE", "SYS_TIME", "SYS_TTY_CONFIG", "MKNOD", "LEASE", "AUDIT_WRITE", "AUDIT_CONTROL", "SETFCAP",
    "MAC_OVERRIDE", "MAC_ADMIN", "SYSLOG", "WAKE_ALARM", "BLOCK_SUSPEND", "AUDIT_READ", "PERFMON", "BPF",
    "CHECKPOINT_RESTORE",
  ]

  /// Reads a capability, in any case, with or without the prefix `CAP_`.
  public init(parsing bytes: Span<UInt8>) throws(ValueProblem) {
    try self.init(bytes, bytes.all)
  }
}

extension Capability: PartParsing {
  init(_ bytes: Span<UInt8>, _ part: Range<Int>) throws(ValueProblem) {
    if bytes.equals(part, "ALL", ignoringCase: true) {
      number = nil
      return
    }
    let isLong = bytes.hasPrefix(part, "CAP_", ignoringCase: true)
    let name = isLong ? part.lowerBound + 4..<part.upperBound : part
    number = bytes.position(name, in: Capability.names, ignoringCase: true)
    if number != nil || bytes.hasSpecifier(part) { return }
    let nearest = Nearest.match(bytes.extracting(name), among: Capability.names.strings)
    throw bytes.problem(part, "is not a Linux capability", replacement: nearest.map { isLong ? "CAP_" + $0 : $0 })
  }
}
