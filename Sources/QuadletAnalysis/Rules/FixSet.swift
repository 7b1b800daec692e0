import QuadletSyntax

/// The fixes of a file that can be applied together: where two meet, the first one wins.
public struct FixSet: Sendable {
  /// The edits of all these fixes, in the order of the file.
  public private(set) var edits: [TextEdit] = []
  /// The number of fixes; equal ones count once.
  public private(set) var count = 0

  /// Picks from the fixes of one file; takes each as a whole or not at all.
  public init(_ fixes: [Fix]) {
    var taken = TakenEdits()
    var last: [TextEdit] = []
    for fix in fixes.map(Extent.init).sorted(by: { ($0.lower, $0.upper) < ($1.lower, $1.upper) }) {
      if fix.edits.isEmpty || fix.edits == last || !taken.take(fix.edits) { continue }
      count += 1
      last = fix.edits
    }
    edits = taken.all
  }

  /// A fix with the range that contains its edits.
  private struct Extent {
    let edits: [TextEdit]
    let lower: Int
    let upper: Int

    init(_ fix: Fix) {
      edits = fix.edits.sorted { $0.range.lowerBound < $1.range.lowerBound }
      lower = edits.first?.range.lowerBound ?? 0
      upper = edits.map(\.range.upperBound).max() ?? 0
    }
  }
}

/// Edits that leave each other alone, in the order of the file.
private struct TakenEdits {
  private(set) var all: [TextEdit] = []

  /// Takes edits, which are in the order of the file; false, and none is taken, when one of them meets one that is there.
  mutating func take(_ edits: [TextEdit]) -> Bool {
    let places = edits.map(place(of:))
    for (edit, place) in zip(edits, places) {
      if place > 0, Self.meet(all[place - 1], edit) { return false }
      if place < all.count, Self.meet(edit, all[place]) { return false }
    }
    for (edit, place) in zip(edits, places).reversed() { all.insert(edit, at: place) }
    return true
  }

  /// Where an edit belongs: after those that begin before it or where it does.
  private func place(of edit: TextEdit) -> Int {
    all.partitioned { $0.range.lowerBound > edit.range.lowerBound }
  }

  /// Whether two edits, the first of which does not begin later, have a place in common: also where they only touch, since
  /// what comes of it could be neither's intention. Lines can be added one after the other, and removed side by side.
  private static func meet(_ first: TextEdit, _ second: TextEdit) -> Bool {
    let (end, start) = (first.range.upperBound, second.range.lowerBound)
    if end != start { return end > start }
    let addLines = isLines(first) && isLines(second)
    let removeSideBySide = !first.range.isEmpty && first.replacement.isEmpty && second.replacement.isEmpty
    return !addLines && !removeSideBySide
  }

  /// Whether an edit adds whole lines, and no section.
  private static func isLines(_ edit: TextEdit) -> Bool {
    let newline = UInt8(ascii: "\n")
    return edit.range.isEmpty && edit.replacement.last == newline && edit.replacement.first != newline
  }
}
