import QuadletSyntax

/// Which services systemd stops or restarts along with another.
///
/// Requires=, Requisite=, BindsTo= and PartOf= pass a stop or restart on to the unit that has them (systemd.unit(5)).
struct StopGraph {
  /// Services, each with one that stops with it.
  struct Edges: Sendable {
    fileprivate var all: [(service: String, follower: String)] = []

    static func += (edges: inout Edges, others: Edges) { edges.all += others.all }
  }

  /// By service: the services that stop with it.
  private var followers: [String: [String]] = [:]

  init(_ edges: Edges) {
    for edge in edges.all { followers[edge.service, default: []].append(edge.follower) }
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

extension SnapshotMaker {
  /// Adds what the service of the unit that was converted last stops with.
  mutating func readStops(of unit: ProjectSnapshot.Unit, into edges: inout StopGraph.Edges) {
    let builder = builder
    var service: String?
    guard
      let section = builder.sections.firstIndex(where: {
        !$0.isRemoved && builder.bytes($0.name).elementsEqual("Unit".utf8)
      })
    else { return }
    for list in [builder.prepended, builder.lines] {
      for line in list
      where Int(line.section) == section && !line.isComment && !line.isRemoved && passesStops(builder.bytes(line.key)) {
        let name = service ?? String(decoding: serviceName(of: unit), as: UTF8.self) + ".service"
        service = name
        let targets = source.root.portable(builder.bytes(line.value)).split { $0 == " " || $0 == "\t" }
        edges.all += targets.lazy.filter { $0 != name }.map { (String($0), name) }
      }
    }
  }

  /// Whether a key of [Unit] makes the unit stop with others.
  private func passesStops(_ key: ArraySlice<UInt8>) -> Bool {
    switch key.count {
    case 6: key.elementsEqual("PartOf".utf8)
    case 7: key.elementsEqual("BindsTo".utf8)
    case 8: key.elementsEqual("Requires".utf8)
    case 9: key.elementsEqual("Requisite".utf8)
    default: false
    }
  }
}

extension Relation {
  /// The relation that a key in [Unit] declares.
  init?(key: String) {
    guard let first = key.first, first.isUppercase else { return nil }
    self.init(rawValue: first.lowercased() + key.dropFirst())
  }
}
