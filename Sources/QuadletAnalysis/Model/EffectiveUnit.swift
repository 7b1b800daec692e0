import QuadletSyntax

/// A unit as the generator sees it: the base file and drop-ins merged, without comments, each line with its origin.
public struct EffectiveUnit: Sendable {
  /// One assignment.
  public struct Assignment: Sendable {
    /// The key.
    public let key: String
    /// The value, with continuation lines joined.
    public let value: String
    /// The index of its file in the inventory.
    public let file: Int
    /// Its line, counted from 1.
    public let line: Int
    /// Whether it takes effect; a later one with the same key can replace it, or an empty one can reset the list.
    public let isEffective: Bool
  }

  /// A section, with the assignments from all its occurrences.
  public struct Section: Sendable {
    /// The section's name.
    public let name: String
    /// Its assignments, in the order in which they are read.
    public fileprivate(set) var assignments: [Assignment]
  }

  /// The sections, in the order in which they first occur.
  public private(set) var sections: [Section] = []

  /// Merges the files of a unit.
  public init(_ unit: Int, of project: Project) {
    var view = UnitView()
    view.load(unit, of: project)
    var position = 0
    for (ordinal, document) in view.documents.enumerated() {
      var section: String?
      for line in document.lines {
        if line.kind == .header {
          section = line.nameText
          add(section: line.nameText)
        } else if line.kind == .entry, let section {
          let assignment = view.assignments[position]
          position += 1
          add(
            Assignment(
              key: line.nameText,
              value: line.valueText,
              file: view.files[ordinal],
              line: line.index + 1,
              isEffective: Self.isEffective(assignment, in: view)
            ),
            to: section
          )
        }
      }
    }
  }

  private static func isEffective(_ assignment: UnitView.Assignment, in view: UnitView) -> Bool {
    let table: SectionTable
    switch assignment.section {
    case .own: table = SectionTable(view.kind)
    case .quadlet: table = .quadlet
    case .unit, .service, .install, .other: return true
    }
    guard let directive = Schema.shared.directive(assignment.name, in: table) else { return true }
    if !directive.reader.isList { return assignment.next < 0 }
    var next = assignment.next
    while next >= 0 {
      let later = view.assignments[Int(next)]
      if later.isEmpty { return false }
      next = later.next
    }
    return !assignment.isEmpty
  }

  private mutating func add(section: String) {
    if !sections.contains(where: { $0.name == section }) { sections.append(Section(name: section, assignments: [])) }
  }

  private mutating func add(_ assignment: Assignment, to section: String) {
    if let index = sections.firstIndex(where: { $0.name == section }) { sections[index].assignments.append(assignment) }
  }
}
