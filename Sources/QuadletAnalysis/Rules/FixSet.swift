import QuadletSyntax

/// The fixes of a file that can be applied together: where two overlap, the first one wins.
public struct FixSet: Sendable {
  /// The edits of all these fixes, in the order of the file.
  public private(set) var edits: [TextEdit] = []
  /// The number of fixes; equal ones count once.
  public private(set) var count = 0

  /// Picks from the fixes of one file; takes each as a whole or not at all.
  public init(_ fixes: [Fix]) {
    var end = -1
    var last: [TextEdit] = []
    for fix in fixes.map(Extent.init).sorted(by: { ($0.lower, $0.upper) < ($1.lower, $1.upper) }) {
      // The order of two insertions at one place would be arbitrary.
      if fix.edits.isEmpty || fix.edits == last || fix.lower <= end { continue }
      edits += fix.edits
      count += 1
      end = fix.upper
      last = fix.edits
    }
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
