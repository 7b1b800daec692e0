/// The URL of a Git repository as users have it, from a terminal or from the address line of a browser.
struct RepositoryURL {
  /// The URL that Git gets.
  let text: String
  /// The branch, tag or commit, and after a slash the folder, that a page of GitHub, GitLab or Gitea is about; a ref can have
  /// slashes, too, so that the repository must tell them apart.
  let ref: String?

  private static let schemes = ["https://", "ssh://", "file:///"]

  /// Reads a URL; nil for anything else. `ext::` and other helpers of Git, and words that Git would take for options, are
  /// none.
  init?(_ bytes: [UInt8]) {
    guard let text = String(validating: bytes, as: UTF8.self), text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
      text.utf8.count <= 2048
    else { return nil }
    guard let scheme = Self.schemes.first(where: text.hasPrefix) else {
      // git@host:path
      guard let colon = text.firstIndex(of: ":"), Self.isHost(text[..<colon]), text.contains("@") else { return nil }
      let path = text[text.index(after: colon)...]
      guard !path.isEmpty, !path.hasPrefix(":"), !path.hasPrefix("-"), !path.hasPrefix("//") else { return nil }
      (self.text, ref) = (text, nil)
      return
    }
    let rest = text.dropFirst(scheme.utf8.count)
    if scheme == "file:///" {
      (self.text, ref) = (text, nil)
      return
    }
    let host = rest.prefix { $0 != "/" }
    let user = host.lastIndex(of: "@").map { host[..<$0] } ?? ""
    guard Self.isHost(host), !user.contains(":"), scheme != "https://" || user.isEmpty else { return nil }
    for mark in ["/-/tree/", "/tree/", "/src/branch/", "/src/tag/", "/src/commit/"] where scheme == "https://" {
      guard let place = rest.range(ofText: mark) else { continue }
      self.text = scheme + rest[..<place.lowerBound]
      ref = Self.trimmed(rest[place.upperBound...].prefix { $0 != "?" && $0 != "#" })
      return
    }
    // A page that is not about a folder; and a password would be stored, shown and passed to programs.
    if scheme == "https://", rest.contains("/blob/") || rest.contains("/-/") || rest.contains("?") || rest.contains("#")
    {
      return nil
    }
    (self.text, ref) = (Self.trimmed(text[...]), nil)
  }

  /// A text that may be a URL, for messages: without a password, and without a query or a fragment, which can have a token.
  static func withoutPassword(_ text: [UInt8]) -> [UInt8] {
    guard let start = text.firstRange(of: Array("://".utf8))?.upperBound else { return text }
    let end = text[start...].firstIndex { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") } ?? text.endIndex
    let hidden = end < text.endIndex ? Array(text[end...end]) + Array("***".utf8) : []
    guard let at = text[start..<end].lastIndex(of: UInt8(ascii: "@")) else { return text[..<end] + hidden }
    return text[..<start] + Array("***".utf8) + text[at..<end] + hidden
  }

  /// Whether a text can be `user@host:port`; one that begins with a dash would be an option of ssh.
  private static func isHost(_ text: some StringProtocol) -> Bool {
    let host = text.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
    guard let first = text.utf8.first, first != UInt8(ascii: "-"), !host.isEmpty, !host.hasPrefix("-") else {
      return false
    }
    return text.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || "._-@:[]".utf8.contains(byte)
    }
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text
    while text.hasSuffix("/") { text.removeLast() }
    return String(text)
  }
}

extension Substring {
  /// Where a text occurs first.
  fileprivate func range(ofText text: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
      start = index(after: start)
    }
    return nil
  }
}
