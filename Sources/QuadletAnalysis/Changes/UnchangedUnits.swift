/// The units of a project whose names are those that they had in another: how they are called, and whether they have a
/// name at all, which some have only when Podman accepts them.
struct UnchangedUnits {
  private let old: ProjectSnapshot
  private let new: ProjectSnapshot
  /// By unit of the new project.
  private var known: [Int: Bool] = [:]
  private var converter: Converter<ServiceEmitter>

  init(from old: ProjectSnapshot, to new: ProjectSnapshot) {
    (self.old, self.new) = (old, new)
    converter = Converter(new.project, host: new.host)
  }

  /// Whether all units are among them; false when it is not known which ones.
  mutating func contain(_ units: [Int]?) -> Bool {
    guard let units else { return false }
    return units.allSatisfy { contains($0) }
  }

  private mutating func contains(_ unit: Int) -> Bool {
    if let answer = known[unit] { return answer }
    // Should units refer to each other in a circle, none is.
    known[unit] = false
    let answer = find(unit)
    known[unit] = answer
    return answer
  }

  private mutating func find(_ unit: Int) -> Bool {
    let name = String(decoding: new.project.name(of: unit), as: UTF8.self)
    guard let before = old.indices[name], let after = new.indices[name] else { return false }
    let (was, now) = (old.units[before], new.units[after])
    guard case .loaded = was.state, case .loaded(unit) = now.state,
      ProjectSnapshot.haveSameTexts(was, in: old, now, in: new)
    else { return false }
    switch now.kind {
    case .container, .pod, .build, .kube: return true
    case .volume, .network, .image, .artifact:
      converter.convert(unit)
      return converter.isAccepted && !converter.dependsOnHost && contain(converter.resolver.asked)
    }
  }
}
