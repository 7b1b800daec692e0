import QuadletSyntax

/// A hash table from the file names of units, which an inventory stores, to the index of a unit.
struct NameIndex: Sendable {
  private struct Slot: Sendable {
    var value: Int32 = -1
    var file: Int32 = -1
  }

  private var slots: ContiguousArray<Slot>

  init(capacity: Int) {
    var size = 16
    while size < capacity * 2 { size *= 2 }
    slots = ContiguousArray(repeating: Slot(), count: size)
  }

  /// Adds a name; if a name occurs twice, the first one stays.
  mutating func insert(_ value: Int, file: Int, in inventory: Inventory) {
    let name = inventory.name(of: file)
    let slot = slot(of: name.span, in: inventory)
    if slots[slot].file < 0 {
      slots[slot] = Slot(value: Int32(truncatingIfNeeded: value), file: Int32(truncatingIfNeeded: file))
    }
  }

  func find(_ name: Span<UInt8>, in inventory: Inventory) -> Int? {
    let found = slots[slot(of: name, in: inventory)]
    return found.file < 0 ? nil : Int(found.value)
  }

  func findFile(_ name: Span<UInt8>, in inventory: Inventory) -> Int? {
    let found = slots[slot(of: name, in: inventory)]
    return found.file < 0 ? nil : Int(found.file)
  }

  /// Returns the slot with the name, or the free slot where it would go.
  private func slot(of name: Span<UInt8>, in inventory: Inventory) -> Int {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: name.hash) & mask
    while slots[slot].file >= 0, !name.equals(inventory.name(of: Int(slots[slot].file)).span) {
      slot = (slot + 1) & mask
    }
    return slot
  }
}
