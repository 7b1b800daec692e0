/// Brings a service into a fixed order where the generator's own order is random.
///
/// Podman adds several groups of options by iterating over an unordered map; each group is one contiguous stretch of the
/// command. Every stretch is sorted by option name, and options with the same name keep their order.
enum CanonicalOrder {
  /// The options of one stretch: those that take the next word as their value, and those without a value.
  private struct Stretch {
    let values: Set<[UInt8]>
    let flags: Set<[UInt8]>

    init(values: String = "", flags: String = "") {
      self.values = Set(values.split(separator: " ").map { Array("--\($0)".utf8) })
      self.flags = Set(flags.split(separator: " ").map { Array("--\($0)".utf8) })
    }
  }

  /// The stretches, keyed by the section of the service that holds the unit's own keys.
  private static let stretches: [String: [Stretch]] = [
    "X-Container": [
      Stretch(
        values: "tz pids-limit shm-size entrypoint workdir ip ip6 hostname stop-signal stop-timeout pull memory retry "
          + "retry-delay"
      ),
      Stretch(values: "network-alias ulimit dns dns-option dns-search group-add add-host tmpfs"),
      Stretch(flags: "init env-host http-proxy read-only-tmpfs"),
      Stretch(values: "env label annotation"),
    ],
    "X-Network": [
      Stretch(flags: "disable-dns internal ipv6"),
      Stretch(values: "driver ipam-driver interface-name"),
      Stretch(values: "opt label"),
    ],
    "X-Image": [
      Stretch(values: "arch authfile cert-dir creds decryption-key os policy variant retry retry-delay"),
      Stretch(flags: "all-tags tls-verify"),
    ],
    "X-Build": [
      Stretch(values: "arch authfile ignorefile target variant retry retry-delay"),
      Stretch(flags: "tls-verify force-rm"),
      Stretch(values: "dns dns-option dns-search group-add tag"),
      Stretch(values: "build-arg env label annotation"),
    ],
    "X-Pod": [
      Stretch(values: "ip ip6 shm-size"),
      Stretch(values: "network-alias dns dns-option dns-search add-host hostname"),
    ],
    "X-Artifact": [
      Stretch(values: "authfile cert-dir creds decryption-key retry retry-delay"),
      Stretch(flags: "quiet tls-verify"),
    ],
  ]

  /// Returns the text of a service with its stretches sorted; the `Wants=` and `Before=` lines of a pod are sorted too.
  static func sorted(_ text: [UInt8]) -> [UInt8] {
    var lines = GeneratorOutput.lines(of: text)
    for (section, stretches) in Self.stretches where lines.contains(where: { $0.elementsEqual("[\(section)]".utf8) }) {
      let key = section == "X-Pod" ? "ExecStartPre=" : "ExecStart="
      for index in lines.indices where lines[index].starts(with: key.utf8) {
        let words = stretches.reduce(words(of: lines[index])) { sort($0, $1) }
        lines[index] = Array(words.joined(separator: [space]))[...]
      }
    }
    sortMembers(of: &lines)
    return Array(lines.map { $0 + [UInt8(ascii: "\n")] }.joined())
  }

  private static func sortMembers(of lines: inout [ArraySlice<UInt8>]) {
    guard lines.contains(where: { $0.elementsEqual("[X-Pod]".utf8) }) else { return }
    let places = lines.indices.filter {
      lines[$0].starts(with: "Wants=".utf8) || lines[$0].starts(with: "Before=".utf8)
    }
    let members = places.map { lines[$0] }.sorted { $0.lexicographicallyPrecedes($1) }
    for (place, line) in zip(places, members) { lines[place] = line }
  }

  private static func sort(_ words: [[UInt8]], _ stretch: Stretch) -> [[UInt8]] {
    var result: [[UInt8]] = []
    var items: [(name: [UInt8], words: ArraySlice<[UInt8]>)] = []
    func flush() {
      let sorted = items.enumerated().sorted { left, right in
        left.element.name == right.element.name
          ? left.offset < right.offset : left.element.name.lexicographicallyPrecedes(right.element.name)
      }
      result += sorted.flatMap { $0.element.words }
      items.removeAll()
    }
    var index = 0
    while index < words.count {
      let name = Array(words[index].prefix { $0 != UInt8(ascii: "=") })
      if stretch.values.contains(words[index]), index + 1 < words.count {
        items.append((words[index], words[index...(index + 1)]))
        index += 2
      } else if stretch.flags.contains(name), words[index] == name || words[index] == name + Array("=false".utf8) {
        items.append((name, words[index...index]))
        index += 1
      } else {
        flush()
        result.append(words[index])
        index += 1
      }
    }
    flush()
    return result
  }

  /// Returns the words of a command, with quotes and escapes as written.
  private static func words(of line: ArraySlice<UInt8>) -> [[UInt8]] {
    var words: [[UInt8]] = [[]]
    var isQuoted = false
    var isEscaped = false
    for byte in line {
      if byte == space, !isQuoted, !isEscaped {
        words.append([])
        continue
      }
      if byte == UInt8(ascii: "\""), !isEscaped { isQuoted.toggle() }
      isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
      words[words.count - 1].append(byte)
    }
    return words
  }

  private static let space = UInt8(ascii: " ")
}
