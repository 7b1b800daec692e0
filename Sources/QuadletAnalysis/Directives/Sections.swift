import QuadletSyntax

/// What a section means for a unit of one kind.
enum SectionRole: UInt8, Sendable {
  /// The section named after the unit's kind.
  case own
  case unit, service, install, quadlet
  /// Any other: the section of another kind, one for systemd, a misspelled one.
  case other

  static let count = 6
}

/// The numbers of the section names.
struct Sections: Sendable {
  static let names: [StaticString] =
    UnitKind.allCases.map(\.sectionName) + ["Quadlet", "Unit", "Service", "Install"]

  private let ids: [UInt16]

  init(_ table: NameTable) {
    ids = Self.names.map { name in name.withUTF8Buffer { table.id(of: $0.span) } }
  }

  /// The number of the section of a table.
  func id(_ table: SectionTable) -> UInt16 { ids[Int(table.rawValue)] }

  /// The table of the section with a name number.
  func table(of id: UInt16) -> SectionTable? {
    if id == 0 { return nil }
    return ids.firstIndex(of: id).map { SectionTable.allCases[$0] }
  }

  /// What the section means for a unit of that kind.
  @inline(__always)
  func role(of id: UInt16, for kind: UnitKind) -> SectionRole {
    if id == 0 { return .other }
    if id == ids[Int(kind.rawValue)] { return .own }
    if id == self.id(.unit) { return .unit }
    if id == self.id(.service) { return .service }
    if id == self.id(.install) { return .install }
    if id == self.id(.quadlet) { return .quadlet }
    return .other
  }
}
