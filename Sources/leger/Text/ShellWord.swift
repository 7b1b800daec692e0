/// Texts as words of a POSIX shell.
enum ShellWord {
  /// Returns a text as one word, as it is where that is one already.
  static func quoted(_ text: String) -> String {
    let isPlain = { (byte: UInt8) in
      UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20 || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
        || "_-./:@%+,".utf8.contains(byte)
    }
    return !text.isEmpty && text.utf8.allSatisfy(isPlain) ? text : always(text)
  }

  /// The same in quotes in any case.
  static func always(_ text: String) -> String { "'" + text.replacing("'", with: "'\\''") + "'" }
}
