/// Which services systemd stops or restarts along with another.
///
/// Requires=, Requisite=, BindsTo= and PartOf= pass a stop or restart on to the unit that has them (systemd.unit(5)).
struct StopGraph {
  /// By service: the services that stop with it.
  private var followers: [String: [String]] = [:]

  init(_ units: [UnitSnapshot]) {
    for unit in units {
      for (relation, target) in unit.relations
      where [.requires, .requisite, .bindsTo, .partOf].contains(relation) && target != unit.service {
        followers[target, default: []].append(unit.service)
      }
    }
  }

  /// The names of all services that stop with any of the given ones, without those.
  func stopped(with services: [String]) -> [String] {
    var found = Set(services)
    var waiting = services
    while let service = waiting.popLast() {
      for follower in followers[service] ?? [] where found.insert(follower).inserted { waiting.append(follower) }
    }
    return found.subtracting(services).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}

extension Relation {
  /// The relation that a key in [Unit] declares.
  init?(key: String) {
    guard let first = key.first, first.isUppercase else { return nil }
    self.init(rawValue: first.lowercased() + key.dropFirst())
  }
}
