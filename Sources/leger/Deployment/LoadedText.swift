import QuadletAnalysis

/// The text of a generated service in a form in which two runs of the generator agree.
///
/// Podman writes independent options of a command in another order at every reload (seen with 5.4.2 and 5.8.6: 25 reloads
/// gave 20 texts), so the words of each command are sorted; the first two lines name the generator.
enum LoadedText {
  /// Returns the digest of a text.
  static func digest(of text: [UInt8]) -> String { Digest.hex(of: Array(canonical(text).utf8)) }

  /// Returns the units, by full names without specifiers, without which systemd does not start a service (systemd.unit(5)).
  static func requiredUnits(of text: [UInt8]) -> [String] {
    units(of: ["Requires=", "BindsTo=", "Requisite="], in: text)
  }

  /// Returns the units that systemd stops when it starts a service.
  static func conflictingUnits(of text: [UInt8]) -> [String] { units(of: ["Conflicts="], in: text) }

  private static func units(of keys: [String], in text: [UInt8]) -> [String] {
    text.split(separator: UInt8(ascii: "\n")).flatMap { line -> [String] in
      guard let key = keys.first(where: { line.starts(with: $0.utf8) }) else { return [] }
      return line.dropFirst(key.utf8.count).split(separator: UInt8(ascii: " ")).map {
        String(decoding: $0, as: UTF8.self)
      }
      .filter { $0.utf8.allSatisfy(DeployedService.isNameByte) && $0.contains(".") && !Systemd.isTemplate($0) }
    }
  }

  /// Returns the instance of a template that starts at boot; nil when there is none.
  static func defaultInstance(of entry: ProjectServices.Entry) -> String? {
    let key = Array("DefaultInstance=".utf8)
    guard entry.isTemplate, entry.startsAtBoot, let at = entry.name.firstIndex(of: "@"),
      let line = entry.text.split(separator: UInt8(ascii: "\n")).last(where: { $0.starts(with: key) })
    else { return nil }
    let instance = String(decoding: line.dropFirst(key.count), as: UTF8.self)
    let isPlain = !instance.isEmpty && instance.utf8.allSatisfy(DeployedService.isNameByte)
    return isPlain ? "\(entry.name[...at])\(instance).service" : nil
  }

  static func canonical(_ text: [UInt8]) -> String {
    var lines: [String] = []
    for line in text.split(separator: UInt8(ascii: "\n")) {
      guard let first = line.first, first != UInt8(ascii: "#"), first != UInt8(ascii: ";") else { continue }
      let line = String(decoding: line, as: UTF8.self)
      if line.hasPrefix("Exec"), let equals = line.firstIndex(of: "=") {
        let words = line[line.index(after: equals)...].split(separator: " ").sorted()
        lines.append(line[...equals] + words.joined(separator: " "))
      } else {
        lines.append(line)
      }
    }
    return lines.joined(separator: "\n")
  }
}
