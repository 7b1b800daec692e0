/// The text of a generated service in a form in which two runs of the generator agree.
///
/// Podman writes independent options of a command in another order at every reload (seen with 5.4.2 and 5.8.6: 25 reloads
/// gave 20 texts), so the words of each command are sorted; the first two lines name the generator.
enum LoadedText {
  /// Returns the digest of a text.
  static func digest(of text: [UInt8]) -> String { Digest.hex(of: Array(canonical(text).utf8)) }

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
