/// What the ending of a name says about what it names.
enum UnitSuffix {
  case service, target
  /// Another kind of systemd unit.
  case other
  /// A unit file of Podman.
  case quadlet
  /// No ending that systemd knows.
  case unknown

  private static let others: WordTable<9> = [
    ".socket", ".device", ".mount", ".automount", ".swap", ".path", ".timer", ".slice", ".scope",
  ]

  init(_ name: Span<UInt8>) {
    // Most names end so; a name that is nothing but an ending is none.
    if name.count > 8, name.hasSuffix(name.all, ".service") {
      self = .service
      return
    }
    if name.count > 7, name.hasSuffix(name.all, ".target") {
      self = .target
      return
    }
    guard let dot = name.last(GoPath.dot, in: name.all), dot > 0 else {
      self = .unknown
      return
    }
    let ending = dot..<name.count
    if name.isOne(ending, of: UnitSuffix.others) {
      self = .other
    } else {
      self = UnitKind(fileName: name) == nil ? .unknown : .quadlet
    }
  }

  /// The targets of systemd that a user's service manager does not have (systemd.special(7)).
  private static let systemTargets: WordTable<29> = [
    "multi-user.target", "graphical.target", "network.target", "network-online.target", "network-pre.target",
    "remote-fs.target", "remote-fs-pre.target", "local-fs.target", "local-fs-pre.target", "sysinit.target",
    "rescue.target", "emergency.target", "getty.target", "nss-lookup.target", "nss-user-lookup.target",
    "time-sync.target", "time-set.target", "cryptsetup.target", "swap.target", "boot-complete.target",
    "machines.target", "reboot.target", "poweroff.target", "halt.target", "sleep.target", "suspend.target",
    "remote-cryptsetup.target", "system-update.target", "cloud-init.target",
  ]

  /// Whether only the system's service manager has the target.
  static func isOfSystem(_ target: Span<UInt8>) -> Bool { target.isOne(target.all, of: systemTargets) }
}
