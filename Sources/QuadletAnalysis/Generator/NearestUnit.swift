/// Finds the unit that a reference to none may mean; in a large project it gives up after some that it looked for.
struct NearestUnit {
  private var namesByKind: [UnitKind: [String]] = [:]
  private var found: [String: String?] = [:]
  private static let limit = 200

  /// The name of the unit of the same kind that is nearest to a name.
  mutating func match(_ name: String, in project: Project) -> String? {
    if let known = found[name] { return known }
    guard found.count < Self.limit, let kind = UnitKind(fileName: Array(name.utf8)) else { return nil }
    let names =
      namesByKind[kind]
      ?? project.units.indices.filter { project.units[$0].kind == kind }.map {
        String(decoding: project.name(of: $0), as: UTF8.self)
      }
    namesByKind[kind] = names
    let near = Nearest.match(name, among: names)
    found[name] = .some(near)
    return near
  }
}
