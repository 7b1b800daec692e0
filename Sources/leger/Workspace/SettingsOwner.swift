import QuadletAnalysis

/// Whose `.leger.yaml` is obeyed: that of the user, of root, or of whoever owns the folder that is checked, as in Git.
///
/// Anyone can put one into a shared folder such as `/tmp`, and so switch off the checks of what others have below it. Who
/// owns the folder of the units can change the units as well; so a checkout of another user, as in a container, has its
/// settings.
enum SettingsOwner {
  /// Says why the settings in a folder are not obeyed for units in another one; nil when they are. Links are resolved.
  static func refusal(_ folder: [UInt8], for units: [UInt8], on host: any Host) -> String? {
    let path = SettingsReader.path(in: folder)
    let trusted = trusted(units, host)
    // A link can lead to a file of the user.
    for (path, followingLinks) in [(folder, true), (path, false), (path, true)] {
      // What cannot be looked at cannot be read either, which is reported.
      guard let owner = try? host.status(path, followingLinks: followingLinks).owner.user else { continue }
      if trusted.contains(owner) { continue }
      return "belongs to another user (number \(owner)) and is ignored; "
        + "to obey it, check a folder of that user, or copy it beside the units"
    }
    return nil
  }

  private static func trusted(_ units: [UInt8], _ host: any Host) -> [UInt32] {
    var trusted: [UInt32] = [0, host.user.user]
    if let status = try? host.status(units, followingLinks: true) { trusted.append(status.owner.user) }
    if host.user.isRoot, let user = host.text("SUDO_UID").flatMap({ UInt32($0) }) { trusted.append(user) }
    return trusted
  }
}
