/// Finds the word that was probably meant by a misspelled one.
public enum Nearest {
  /// The one word that is nearest to another; nil when none is near enough or two are equally near.
  ///
  /// Case is ignored; short words may have one mistake, longer ones two.
  public static func match(_ word: String, among words: [String]) -> String? {
    match(Array(word.utf8), among: words)
  }

  /// The one word that is nearest to the bytes of a span, by the same measure.
  public static func match(_ word: Span<UInt8>, among words: [String]) -> String? {
    match(word.indices.map { word[$0] }, among: words)
  }

  private static func match(_ word: [UInt8], among words: [String]) -> String? {
    let wanted = word.map(\.lowercased)
    let limit = wanted.count < 3 ? 0 : wanted.count < 6 ? 1 : 2
    var best: (word: String, distance: Int)?
    var isShared = false
    let letters = Self.letters(wanted)
    for candidate in words where abs(candidate.utf8.count - wanted.count) <= limit {
      let bytes = candidate.utf8.map(\.lowercased)
      // Each mistake changes at most two of the letters that occur.
      guard (Self.letters(bytes) ^ letters).nonzeroBitCount <= 2 * limit else { continue }
      guard let distance = EditDistance.between(wanted, bytes, limit: limit) else { continue }
      if let known = best, known.distance <= distance {
        isShared = isShared || known.distance == distance && known.word != candidate
      } else {
        best = (candidate, distance)
        isShared = false
      }
    }
    return isShared ? nil : best?.word
  }

  /// The set of letters that occur, as bits.
  private static func letters(_ word: [UInt8]) -> UInt64 { word.reduce(0) { $0 | 1 << UInt64($1 & 63) } }
}
