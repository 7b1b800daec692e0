import QuadletAnalysis
import TestSupport

/// What leger reads off a project besides its services, as text without any sentence: it is kept, and words may change.
struct ServiceFacts {
  private let project: Project
  private var text = ""

  /// The facts about a project, one line each, by topic.
  static func shown(_ project: Project, host: HostFacts) -> String {
    var facts = ServiceFacts(project: project)
    facts.addOverview(ProjectOverview(project, host: host))
    facts.addGraph(ServiceGraph(project, host: host))
    facts.addConflicts(ProjectConflicts(project, host: host))
    return facts.text
  }

  private mutating func add(_ topic: String, _ lines: [String]) {
    if lines.isEmpty { return }
    text += "--- \(topic)\n" + lines.map { $0 + "\n" }.joined()
  }

  private func name(_ unit: Int) -> String { String(decoding: project.name(of: unit), as: UTF8.self) }

  private func names(_ units: [Int]) -> String { units.map(name).joined(separator: " ") }

  private func path(_ file: Int) -> String {
    String(
      decoding: project.inventory.path(of: file, resolved: true).dropFirst(ServiceCase.root.count + 1),
      as: UTF8.self
    )
  }

  private func shown(_ place: ProjectOverview.Place?) -> String {
    place.map { "\(path($0.file)):\($0.line)" } ?? "nowhere"
  }

  // MARK: What it consists of

  private mutating func addOverview(_ overview: ProjectOverview) {
    add(
      "units",
      overview.units.map { unit in
        "\(name(unit.unit)) \(unit.service)" + (unit.image.map { " image \($0)" } ?? "")
          + (unit.startsAtBoot ? " at boot" : "") + (unit.refusal == nil ? "" : " refused")
      }
    )
    add(
      "images",
      overview.images.map {
        "\($0.name) from (\(names($0.providers))) for (\(names($0.users)))\($0.isBuilt ? " built" : "")"
      }
    )
    add(
      "ports",
      overview.ports.map {
        "\(name($0.unit)) \($0.text): \($0.address ?? "any") \($0.hostPorts ?? "-") \($0.containerPorts ?? "-") "
          + "\($0.transport ?? "-") at \(shown($0.place))"
      }
    )
    add("storage", overview.storage.flatMap(shown))
    add(
      "networks",
      overview.networks.map { "\($0.name) from \($0.unit.map(name) ?? "nowhere") for (\(names($0.users)))" }
    )
    add(
      "secrets",
      overview.secrets.map { secret in
        "\(name(secret.unit)) \(secret.name) \(secret.kind?.rawValue ?? "-") \(secret.spelling.rawValue) "
          + "\(secret.destination)\(secret.isOptional ? " optional" : "") at \(shown(secret.place(in: project)))"
      }
    )
    add(
      "environment files",
      overview.environmentFiles.map { file in
        "\(name(file.unit)) \(file.path) \(file.reader)\(file.isOptional ? " optional" : "")"
          + "\(file.isThere.map { $0 ? " found" : " missing" } ?? "") at \(shown(file.place))"
      }
    )
    let reason = overview.lowest.reason
    add(
      "oldest release",
      [
        "\(overview.lowest.version)"
          + (reason.map { ", not \($0.refusedBy): \(path($0.file)):\($0.line) \($0.text ?? "-")" } ?? "")
      ]
    )
  }

  private func shown(_ storage: ProjectOverview.Storage) -> [String] {
    ["\(storage.kind.rawValue) \(storage.source) from \(storage.unit.map(name) ?? "nowhere")"]
      + storage.mounts.map { mount in
        "  \(name(mount.unit)) \(mount.destination)\(mount.isReadOnly ? " ro" : "") at \(shown(mount.place))"
      }
  }

  // MARK: How it hangs together

  private mutating func addGraph(_ graph: ServiceGraph) {
    add(
      "edges",
      graph.edges.map { edge in
        "\(graph.name(of: edge.from)) \(edge.relation.word) \(graph.name(of: edge.to))"
          + (edge.origin.map { " at \(path($0.file)):\($0.line)" } ?? "")
      }
    )
    add("cycles", graph.orderingCycles.map { $0.map(graph.name(of:)).joined(separator: " ") })
    add("at boot", graph.nodes.indices.filter { graph.nodes[$0].startsAtBoot }.map(graph.name(of:)))
  }

  private mutating func addConflicts(_ conflicts: ProjectConflicts) {
    add("services", conflicts.services.map { "\($0.name) of \(shown($0.claim))" })
    add(
      "conflicts",
      conflicts.all.map { conflict in
        "\(conflict.kind.rawValue) \(conflict.key): \(conflict.claims.map(shown).joined(separator: ", "))"
          + (conflict.unlisted > 0 ? " and \(conflict.unlisted) more" : "")
      }
    )
    add(
      "port 8080",
      conflicts.claims(ofPort: 8080).map(shown)
    )
  }

  private func shown(_ claim: Conflict.Claim) -> String {
    let text = project.document(ofFile: claim.file).map { String(decoding: $0.bytes[claim.range], as: UTF8.self) } ?? ""
    return "\(path(claim.file)) \"\(text)\""
  }
}
