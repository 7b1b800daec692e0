/// A comparison of two texts line by line, as it is kept in a corpus.
enum LineComparison {
  /// The lines that only one text has, `-` the left one and `+` the right one, each stretch after the `---` line above it.
  static func differences(_ left: String, _ right: String) -> String {
    let old = left.split(separator: "\n", omittingEmptySubsequences: false)
    let new = right.split(separator: "\n", omittingEmptySubsequences: false)
    var removed: Set<Int> = []
    var added: Set<Int> = []
    for change in new.difference(from: old) {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, _, _): added.insert(offset)
      }
    }
    var text = ""
    var title: Substring?
    var shownTitle: Substring?
    func tell(_ sign: String, _ line: Substring) {
      if let title, title != shownTitle { text += "\(title)\n" }
      shownTitle = title
      text += "\(sign)\(line)\n"
    }
    var (position, other) = (0, 0)
    while position < old.count || other < new.count {
      if removed.contains(position) {
        tell("-", old[position])
        position += 1
      } else if added.contains(other) {
        tell("+", new[other])
        other += 1
      } else {
        if old[position].hasPrefix("--- ") { title = old[position] }
        position += 1
        other += 1
      }
    }
    return text
  }
}
