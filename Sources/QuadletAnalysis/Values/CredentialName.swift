/// Recognizes names of variables and options that usually hold credentials.
enum CredentialName {
  /// The endings of such names, alone or as the end of a longer word, as in `PGPASSWORD`.
  private static let endings: WordTable<10> = [
    "password", "passwd", "passphrase", "secret", "token", "apikey", "secretkey", "privatekey", "credential",
    "credentials",
  ]
  /// Words too short to be recognized inside a longer one.
  private static let words: WordTable<4> = ["pass", "pwd", "psk", "pat"]
  /// Words that come before `KEY` when the key is a credential.
  private static let keys: WordTable<12> = [
    "api", "secret", "access", "private", "signing", "encryption", "master", "app", "auth", "jwt", "session", "license",
  ]

  /// Whether a name looks like a credential's: `DB_PASSWORD`, `API_KEY`, `SECRET_KEY_BASE`; not `PASSWORD_FILE`.
  static func isLikelySecret(_ name: Span<UInt8>) -> Bool {
    var word = lastWord(of: name, until: name.count)
    // A trailing number says nothing, as in PASSWORD_2; nor does BASE after SECRET_KEY.
    if name.allSatisfy(word, { $0.isDigit }) || name.equals(word, "base", ignoringCase: true) {
      word = lastWord(of: name, until: max(word.lowerBound - 1, 0))
    }
    if word.isEmpty { return false }
    if name.equals(word, "key", ignoringCase: true) || name.equals(word, "keys", ignoringCase: true) {
      let before = lastWord(of: name, until: max(word.lowerBound - 1, 0))
      return name.isOne(before, of: keys, ignoringCase: true)
    }
    if name.isOne(word, of: words, ignoringCase: true) { return true }
    var index = 0
    while index < endings.count {
      let length = endings[index].utf8CodeUnitCount
      if word.count >= length,
        name.equals(word.upperBound - length..<word.upperBound, endings[index], ignoringCase: true)
      {
        return true
      }
      index += 1
    }
    return false
  }

  /// The last run of letters and digits before a position.
  private static func lastWord(of name: Span<UInt8>, until end: Int) -> Range<Int> {
    var start = end
    while start > 0, name[start - 1].isLetter || name[start - 1].isDigit { start -= 1 }
    return start..<end
  }
}
