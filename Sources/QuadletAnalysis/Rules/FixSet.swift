import QuadletSyntax

/// Those of a file's fixes that can be made together: where two overlap the first one wins.
public struct FixSet: Sendable {
  /// The edits of all of them, in the order of the file.
  public private(set) var edits: [TextEdit] = []
  /// How many fixes they are; equal ones count once.
  public private(set) var count = 0

  /// Picks from fixes of one file; each is taken as a whole or not at all.
  public init(_ fixes: [Fix]) {
    var end = -1
    var last: [TextEdit] = []
    for fix in fixes.map(Extent.init).sorted(by: { ($0.lower, $0.upper) < ($1.lower, $1.upper) }) {
      // Two insertions at one place would come in an order that nobody chose.
      if fix.edits.isEmpty || fix.edits == last || fix.lower <= end { continue }
      edits += fix.edits
      count += 1
      end = fix.upper
      last = fix.edits
    }
  }

  /// A fix with the stretch that its edits lie in.
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
