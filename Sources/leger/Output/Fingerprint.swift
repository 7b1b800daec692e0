/// Names findings so that the next run recognises them, even when lines were added above them.
struct Fingerprint {
  private var occurrences: [UInt64: Int] = [:]
  /// The line of the last finding, which may be as long as a file, and its hashes by what is hashed before it.
  private var last: (path: ArraySlice<UInt8>, line: Int) = ([], 0)
  private var hashes: [UInt64: UInt64] = [:]

  /// Returns a name that is unique in the report, made from the rule, the path and the text of the line.
  mutating func next(for finding: Located) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func add(_ bytes: some Sequence<UInt8>) {
      for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
      hash = hash &* 0x100_0000_01B3
    }
    add(finding.rule.name.utf8)
    add(finding.repositoryPath)
    if !finding.isAboutFile {
      if last.line != finding.line || last.path != finding.repositoryPath {
        last = (finding.repositoryPath, finding.line)
        hashes.removeAll(keepingCapacity: true)
      }
      let start = hash
      if let known = hashes[start] { hash = known } else { add(finding.lineText) }
      hashes[start] = hash
    }
    let occurrence = occurrences[hash, default: 0] + 1
    occurrences[hash] = occurrence
    var text: [UInt8] = []
    text.append(hexadecimal: hash, width: 16)
    text.append(UInt8(ascii: ":"))
    text.append(decimal: occurrence)
    return String(decoding: text, as: UTF8.self)
  }
}
