import QuadletSyntax

/// A unit with its drop-ins merged: every assignment in order, found by section and key in constant time.
///
/// Reusable: `load` forgets what was there and keeps the memory, so that a worker needs one for all its units.
struct UnitView {
  /// One assignment, with the way back to its file.
  struct Assignment: Sendable {
    /// Which of the unit's documents it stands in; 0 is the base file.
    var document: UInt32 = 0
    var section = SectionRole.other
    /// Whether the value is one word as it stands, `LineFlags.plainValue`.
    var isPlain = false
    var name: UInt16 = 0
    /// The index of its line.
    var line: UInt32 = 0
    var valueStart: UInt32 = 0
    var valueEnd: UInt32 = 0
    /// The next assignment of the same key in the same section, or -1.
    var next: Int32 = -1

    init() {}

    init(_ record: LineRecord, line: Int, document: UInt32 = 0, section: SectionRole) {
      self.document = document
      self.section = section
      isPlain = record.flags.has(.plainValue)
      name = record.name
      self.line = UInt32(truncatingIfNeeded: line)
      valueStart = record.valueStart
      valueEnd = record.valueEnd
    }

    var valueRange: Range<Int> { Int(valueStart)..<Int(valueEnd) }
    var isEmpty: Bool { valueStart == valueEnd }
  }

  private struct Slot {
    var epoch: UInt32 = 0
    var first: Int32 = -1
    var last: Int32 = -1
  }

  private let schema: Schema
  /// By section and key; empty until the first unit is read, so that a view that is not used costs nothing.
  private var slots: ContiguousArray<Slot> = []
  private let nameCount: Int
  private var epoch: UInt32 = 0
  /// Assignments in the order of the merged unit, those of unknown sections included.
  private(set) var assignments: ContiguousArray<Assignment> = []
  /// The documents, base file first.
  private(set) var documents: [Document] = []
  /// The text of each document.
  private(set) var texts: [[UInt8]] = []
  /// The file of each document.
  private(set) var files: [Int] = []
  private(set) var kind = UnitKind.container
  /// Whether the unit has its own section.
  private(set) var hasOwnSection = false

  init(schema: Schema = .shared) {
    self.schema = schema
    nameCount = schema.names.count
  }

  /// Reads a unit of a project.
  mutating func load(_ unit: Int, of project: Project) {
    let record = project.units[unit]
    begin(record.kind)
    add(file: record.file, of: project)
    for index in record.dropIns {
      let file = Int(project.dropInFiles[Int(index)])
      if let document = project.document(ofFile: file), Podman.LoadError(document) == nil {
        add(file: file, of: project)
      }
    }
  }

  /// Reads a single file as a unit of that kind.
  mutating func load(file: Int, kind: UnitKind, of project: Project) {
    begin(kind)
    add(file: file, of: project)
  }

  private mutating func begin(_ kind: UnitKind) {
    if slots.isEmpty { slots = ContiguousArray(repeating: Slot(), count: nameCount * SectionRole.count) }
    self.kind = kind
    epoch &+= 1
    assignments.removeAll(keepingCapacity: true)
    documents.removeAll(keepingCapacity: true)
    texts.removeAll(keepingCapacity: true)
    files.removeAll(keepingCapacity: true)
    hasOwnSection = false
  }

  private mutating func add(file: Int, of project: Project) {
    guard let document = project.document(ofFile: file) else { return }
    let ordinal = UInt32(truncatingIfNeeded: documents.count)
    documents.append(document)
    texts.append(document.source.text)
    files.append(file)
    let first = Int(document.firstLine)
    let lines = document.source.lines
    // Taken out for the time being, so that their memory is asked about once and not for each line.
    var assignments: ContiguousArray<Assignment> = []
    var slots: ContiguousArray<Slot> = []
    swap(&assignments, &self.assignments)
    swap(&slots, &self.slots)
    var end = assignments.count
    assignments.append(contentsOf: repeatElement(Assignment(), count: Int(document.lineTotal)))
    fill(&assignments, &end, &slots, lines.span.extracting(first..<first + Int(document.lineTotal)), ordinal)
    assignments.removeSubrange(end...)
    swap(&assignments, &self.assignments)
    swap(&slots, &self.slots)
  }

  private mutating func fill(
    _ assignments: inout ContiguousArray<Assignment>,
    _ end: inout Int,
    _ slots: inout ContiguousArray<Slot>,
    _ lines: Span<LineRecord>,
    _ document: UInt32
  ) {
    var list = assignments.mutableSpan
    var slots = slots.mutableSpan
    var role: SectionRole?
    for index in lines.indices {
      let record = lines[index]
      if record.kind == .header {
        let new = schema.sections.role(of: record.name, for: kind)
        if new == .own { hasOwnSection = true }
        role = new
      }
      guard record.kind == .entry, let role else { continue }
      let position = end
      end += 1
      list[position] = Assignment(record, line: index, document: document, section: role)
      if role == .other || record.name == 0 { continue }
      let slot = Int(role.rawValue) * nameCount + Int(record.name)
      let here = Int32(truncatingIfNeeded: position)
      if slots[slot].epoch == epoch {
        list[Int(slots[slot].last)].next = here
        slots[slot].last = here
      } else {
        slots[slot] = Slot(epoch: epoch, first: here, last: here)
      }
    }
  }

  /// The last assignment of a key.
  @inline(__always)
  func last(_ name: UInt16, in section: SectionRole = .own) -> Assignment? {
    let slot = slots[Int(section.rawValue) * nameCount + Int(name)]
    return slot.epoch == epoch ? assignments[Int(slot.last)] : nil
  }

  /// Whether a key is assigned at all.
  @inline(__always)
  func has(_ name: UInt16, in section: SectionRole = .own) -> Bool {
    slots[Int(section.rawValue) * nameCount + Int(name)].epoch == epoch
  }

  /// Whether an empty assignment takes back what was assigned before.
  func isReset(_ name: UInt16, in section: SectionRole) -> Bool {
    var position = slots[Int(section.rawValue) * nameCount + Int(name)].first
    while has(name, in: section), position >= 0 {
      if assignments[Int(position)].isEmpty { return true }
      position = assignments[Int(position)].next
    }
    return false
  }

  /// The assignments of a list key that count: those after the last empty one.
  @inline(__always)
  func list(_ name: UInt16, in section: SectionRole = .own) -> AssignmentList {
    let slot = slots[Int(section.rawValue) * nameCount + Int(name)]
    guard slot.epoch == epoch else { return AssignmentList(assignments: assignments, position: -1) }
    var start = slot.first
    var position = slot.first
    while position >= 0 {
      let assignment = assignments[Int(position)]
      if assignment.isEmpty { start = assignment.next }
      position = assignment.next
    }
    return AssignmentList(assignments: assignments, position: start)
  }
}

/// Some assignments of one key, in order.
struct AssignmentList: Sequence, IteratorProtocol {
  let assignments: ContiguousArray<UnitView.Assignment>
  var position: Int32

  @inline(__always)
  mutating func next() -> UnitView.Assignment? {
    if position < 0 { return nil }
    let assignment = assignments[Int(position)]
    position = assignment.next
    return assignment
  }
}
