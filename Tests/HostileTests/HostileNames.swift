import QuadletAnalysis
import TestSupport

/// Names of files and folders, from plain to hostile.
enum HostileNames {
  /// The beginnings of names of units and folders.
  static let stems: [[UInt8]] =
    [
      "a\nb", "\n::error::pwned", "x\n::warning::pwned", "\u{1B}[2J", "\u{1B}]0;pwned\u{7}", "\u{202E}gnp", "\u{9B}31m",
      "\u{85}x",
      "\u{2028}x", "so\u{AD}ft", "ze\u{200B}ro", "\u{7F}", "\t", "\r", "-rf", "--fix", "--", "-", "a b", " a", "a ",
      "%n", "%i", "%",
      "a@b", "a@", "@", "é", "e\u{301}", "日本", "$(touch pwned)", "`id`", "$HOME", "'", "\"", "\\", "a\\x20b", "*", "?",
      "[a]", "#x",
      ";", ":", "a:1:1: error: x", "<b>", "&", "]]>", ",", "=", "a=b", "..x", "...", "~", "con", "x.container",
      ".hidden", "{{ x }}",
      "{a,b}", "\u{1F600}", "\u{FEFF}x", "\u{3164}", "\u{2066}x", "!", "|", ">", "a/../b",
    ].map { Array($0.utf8) } + [
      [0xFF, 0xFE], [0x61, 0xC3], [0x80], [0x9B, 0x33], [UInt8](repeating: 0x61, count: 240),
    ]

  /// The name of a file of a kind.
  static func file(_ random: inout SplitMix64, suffix: String) -> [UInt8] {
    let stem = random.pick(stems)
    return stem + (random.below(4) == 0 ? random.pick(stems) : []) + Array(suffix.utf8)
  }

  /// The ends of names that leger gives a meaning.
  static let suffixes = [
    ".container", ".pod", ".volume", ".network", ".kube", ".build", ".image", ".quadlets", ".container.j2", ".yaml",
    ".env",
    ".container.d/10.conf", ".d/x.conf", "@.container", "@x.container", ".service", ".container/x.container",
    "/y.volume", "",
  ]
}
