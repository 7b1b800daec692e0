import QuadletAnalysis

/// What the text of a generated service says to systemd, as far as a deployment depends on it (systemd.unit(5)).
extension ProjectServices.Entry {
  /// The units, by full names without specifiers, without which systemd does not start it.
  var requiredUnits: [String] { ["Requires", "BindsTo", "Requisite"].flatMap(units) }

  /// The units, by full names without specifiers, that systemd stops when it starts it.
  var conflictingUnits: [String] { units("Conflicts") }

  /// The instance of a template that starts at boot; nil when there is none.
  var defaultInstance: String? {
    guard isTemplate, startsAtBoot, let at = name.firstIndex(of: "@"), let instance = values("DefaultInstance").last,
      !instance.isEmpty, instance.utf8.allSatisfy(DeployedService.isNameByte)
    else { return nil }
    return "\(name[...at])\(instance).service"
  }

  private func units(_ key: String) -> [String] {
    values(key).flatMap { $0.split(separator: " ").map(String.init) }
      .filter { $0.utf8.allSatisfy(DeployedService.isNameByte) && $0.contains(".") && !Systemd.isTemplate($0) }
  }

  private func values(_ key: String) -> [String] {
    let start = Array("\(key)=".utf8)
    return text.split(separator: UInt8(ascii: "\n")).filter { $0.starts(with: start) }
      .map { String(decoding: $0.dropFirst(start.count), as: UTF8.self) }
  }
}
