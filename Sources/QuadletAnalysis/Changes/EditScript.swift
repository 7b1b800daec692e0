/// The elements of two sequences that a shortest edit script removes and adds.
///
/// Myers' divide and conquer ("An O(ND) Difference Algorithm", 1986): linear space and, above a limit of work, a script
/// that is correct but may not be the shortest.
struct EditScript {
  /// By element of the old sequence: whether it is removed.
  private(set) var removed: [Bool]
  /// By element of the new sequence: whether it is added.
  private(set) var added: [Bool]

  /// The number of diagonals to search before a good split is accepted as the best.
  private static let patience = 1024
  /// The total number of steps; for sequences so long that the patience would cost more, it shrinks.
  private static let work = 1 << 28

  private var old: [Int32]
  private var new: [Int32]
  /// The furthest position reached on each diagonal from the front and from the back, -1 for none.
  private var forward: [Int]
  private var backward: [Int]
  private let reach: Int

  /// A part of both sequences that remains to be compared.
  private struct Box {
    var oldStart: Int
    var oldEnd: Int
    var newStart: Int
    var newEnd: Int
  }

  /// Compares two sequences of numbers below `bound`.
  init(_ all: [Int32], _ other: [Int32], bound: Int) {
    removed = [Bool](repeating: false, count: all.count)
    added = [Bool](repeating: false, count: other.count)
    // Elements that occur on one side only are in no common subsequence; usually that settles everything.
    let oldPlaces = Self.places(in: all, alsoIn: other, bound: bound, unmatched: &removed)
    let newPlaces = Self.places(in: other, alsoIn: all, bound: bound, unmatched: &added)
    old = oldPlaces.map { all[$0] }
    new = newPlaces.map { other[$0] }
    let total = old.count + new.count
    reach = max(16, min(Self.patience, Self.work / max(total, 1)))
    let room = min(reach, total) * 2 + 5
    forward = [Int](repeating: -1, count: room)
    backward = forward
    compare(oldPlaces, newPlaces)
  }

  private static func places(in all: [Int32], alsoIn other: [Int32], bound: Int, unmatched: inout [Bool]) -> [Int] {
    var occurs = [Bool](repeating: false, count: bound)
    for number in other { occurs[Int(number)] = true }
    var places: [Int] = []
    for (place, number) in all.enumerated() {
      if occurs[Int(number)] { places.append(place) } else { unmatched[place] = true }
    }
    return places
  }

  private mutating func compare(_ oldPlaces: [Int], _ newPlaces: [Int]) {
    var boxes = [Box(oldStart: 0, oldEnd: old.count, newStart: 0, newEnd: new.count)]
    while var box = boxes.popLast() {
      while box.oldStart < box.oldEnd, box.newStart < box.newEnd, old[box.oldStart] == new[box.newStart] {
        box.oldStart += 1
        box.newStart += 1
      }
      while box.oldStart < box.oldEnd, box.newStart < box.newEnd, old[box.oldEnd - 1] == new[box.newEnd - 1] {
        box.oldEnd -= 1
        box.newEnd -= 1
      }
      if box.oldStart == box.oldEnd || box.newStart == box.newEnd {
        for place in box.oldStart..<box.oldEnd { removed[oldPlaces[place]] = true }
        for place in box.newStart..<box.newEnd { added[newPlaces[place]] = true }
        continue
      }
      let (x, y) = split(box)
      boxes.append(Box(oldStart: box.oldStart + x, oldEnd: box.oldEnd, newStart: box.newStart + y, newEnd: box.newEnd))
      boxes.append(
        Box(oldStart: box.oldStart, oldEnd: box.oldStart + x, newStart: box.newStart, newEnd: box.newStart + y)
      )
    }
  }

  /// A point on a shortest path through a box whose first elements differ, as do its last ones.
  private mutating func split(_ box: Box) -> (x: Int, y: Int) {
    let width = box.oldEnd - box.oldStart
    let height = box.newEnd - box.newStart
    let delta = width - height
    let middle = forward.count / 2
    forward[middle] = 0
    backward[middle] = 0
    let limit = min(reach, (width + height + 1) / 2)
    for cost in 1...limit {
      forward[middle - cost - 1] = -1
      forward[middle + cost + 1] = -1
      backward[middle - cost - 1] = -1
      backward[middle + cost + 1] = -1
      for diagonal in stride(from: -cost, through: cost, by: 2) {
        var x = step(forward, middle, diagonal, width, height)
        if x >= 0 {
          while x < width, x - diagonal < height, old[box.oldStart + x] == new[box.newStart + x - diagonal] { x += 1 }
        }
        forward[middle + diagonal] = x
        let opposite = delta - diagonal
        if x >= 0, !delta.isMultiple(of: 2), abs(opposite) < cost, backward[middle + opposite] >= 0,
          x + backward[middle + opposite] >= width
        {
          return (x, x - diagonal)
        }
      }
      for diagonal in stride(from: -cost, through: cost, by: 2) {
        var x = step(backward, middle, diagonal, width, height)
        if x >= 0 {
          while x < width, x - diagonal < height, old[box.oldEnd - 1 - x] == new[box.newEnd - 1 - x + diagonal] {
            x += 1
          }
        }
        backward[middle + diagonal] = x
        let opposite = delta - diagonal
        if x >= 0, delta.isMultiple(of: 2), abs(opposite) <= cost, forward[middle + opposite] >= 0,
          x + forward[middle + opposite] >= width
        {
          return (width - x, height - x + diagonal)
        }
      }
    }
    return furthest(limit)
  }

  /// Where one more step leads on a diagonal; -1 when every way there leaves the box.
  @inline(__always)
  private func step(_ reached: [Int], _ middle: Int, _ diagonal: Int, _ width: Int, _ height: Int) -> Int {
    let before = reached[middle + diagonal - 1]
    let right = before >= 0 && before < width ? before + 1 : -1
    let down = reached[middle + diagonal + 1]
    return max(right, down >= 0 && down - diagonal <= height ? down : -1)
  }

  /// The furthest point that the search from the front has reached.
  private func furthest(_ limit: Int) -> (x: Int, y: Int) {
    let middle = forward.count / 2
    var best = (x: 0, y: 0)
    for diagonal in stride(from: -limit, through: limit, by: 2) where forward[middle + diagonal] >= 0 {
      let x = forward[middle + diagonal]
      if 2 * x - diagonal > best.x + best.y { best = (x, x - diagonal) }
    }
    return best
  }
}
