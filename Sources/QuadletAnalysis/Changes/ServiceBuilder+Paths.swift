import QuadletSyntax

extension ServiceBuilder {
  /// Whether a line says where the unit is.
  private func isSource(_ line: Line) -> Bool {
    line.origin == .generator && bytes(line.key).elementsEqual("SourcePath".utf8)
  }

  /// Whether the generator has made a text that contains a path; where the unit itself is does not count.
  func adds(_ path: [UInt8]) -> Bool {
    for list in [prepended, lines] {
      for line in list where line.value.document < 0 && !line.isRemoved {
        if bytes(line.value).contains(path), !isSource(line) { return true }
      }
    }
    return words.contains { bytes($0.word).contains(path) }
  }
}

extension ServiceBuilder.Word {
  /// The word as a text of the pool.
  fileprivate var word: ServiceBuilder.Text { ServiceBuilder.Text(document: -1, range: text) }
}

extension ArraySlice<UInt8> {
  /// Whether a path occurs in it.
  func contains(_ path: [UInt8]) -> Bool {
    guard let first = path.first, count >= path.count else { return path.isEmpty }
    let (text, path) = (span, path.span)
    var start = 0
    while start <= text.count - path.count {
      if text[start] == first {
        var length = 1
        while length < path.count, text[start + length] == path[length] { length += 1 }
        if length == path.count { return true }
      }
      start += 1
    }
    return false
  }
}
