import QuadletSyntax

/// Which systemd units get started by the start of the machine, or of a user's session.
enum BootTarget {
  /// Targets that the system's manager has and a user's has not (systemd.special(7)): what they want never starts there.
  private static let systemOnly: WordTable<14> = [
    "multi-user.target", "graphical.target", "network.target", "network-online.target", "network-pre.target",
    "local-fs.target", "remote-fs.target", "sysinit.target", "rescue.target", "emergency.target", "getty.target",
    "cloud-init.target", "machines.target", "nss-user-lookup.target",
  ]

  /// What a name of a systemd unit ends in.
  private static let unitSuffixes: WordTable<11> = [
    ".target", ".service", ".socket", ".timer", ".path", ".mount", ".automount", ".swap", ".device", ".slice", ".scope",
  ]

  /// Whether what a unit wants starts with it: it can be there in the scope. Of one that leger does not know it is assumed.
  static func isReached(_ name: ArraySlice<UInt8>, in scope: Scope?) -> Bool {
    let text = name.span
    let all = 0..<text.count
    for index in 0..<unitSuffixes.count where text.hasSuffix(all, unitSuffixes[index]) {
      return !(scope == .user && text.isOne(all, of: systemOnly))
    }
    return false
  }

  /// Whether a target exists for the system's manager only.
  static func isSystemOnly(_ name: Span<UInt8>) -> Bool { name.isOne(0..<name.count, of: systemOnly) }
}
