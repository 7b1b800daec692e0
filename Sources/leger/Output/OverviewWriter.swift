import QuadletAnalysis

/// Writes the overview of a project.
struct OverviewWriter {
  let overview: ProjectOverview
  let project: Project
  /// The path of the project, as typed.
  let path: [UInt8]

  /// The limit of the left column; a wider cell gets a line to itself.
  private static let leftLimit = 38

  /// Returns one page for people: what the project is and needs, then a table for each kind of thing that it has.
  func text(_ style: Style, width: Int) -> String {
    var output = "\(style.bold)\(VisibleText.string(path))\(style.reset): \(headline)\n"
    if !overview.units.isEmpty { for line in TextLayout.wrap(release, width: width) { output += line + "\n" } }
    let left = project.excluded.filter { $0.why != .templateSource }.count
    if left > 0 { output += "\(Report.counted(left, "file")) ignored by Podman; run \"leger validate\" to see why\n" }
    let tables: [(title: String, rows: [(String, String)])] = [
      ("Units", units), ("Images", images), ("Ports", ports), ("Volumes", storage(.volume)),
      ("Host paths", storage(.bind)), ("Networks", networks), ("Secrets", secrets),
      ("Environment files", environmentFiles),
    ]
    for (title, rows) in tables where !rows.isEmpty {
      output += "\n\(style.bold)\(title)\(style.reset)\n"
      output += TextLayout.columns(rows, width: width, limit: Self.leftLimit)
    }
    return output
  }

  private var headline: String {
    let (all, boot) = (overview.units.count, overview.units.filter(\.startsAtBoot).count)
    if all == 0 { return "no units that Podman reads" }
    return Report.counted(all, "unit") + ", \(boot == all ? "all" : boot == 0 ? "none" : "\(boot)") started at boot"
  }

  /// Which releases refuse a unit, and where; a release that refuses none may still behave differently.
  private var release: String {
    let lowest = overview.lowest
    if overview.units.allSatisfy({ $0.refusal != nil }) {
      return "Podman \(project.target.version) generates no service from these units; run \"leger validate\" to see why"
    }
    guard let reason = lowest.reason else {
      let which = overview.units.contains { $0.refusal != nil } ? "the other" : "these"
      return "Podman \(lowest.version), the oldest release that leger knows, refuses none of \(which) units"
    }
    let file = VisibleText.string(Array(project.inventory.name(of: reason.file)))
    let place = reason.text.map { "\(file):\(shownLine(reason.line, of: reason.file)) \(visible($0))" } ?? file
    return "Podman before \(lowest.version) does not accept \(place)"
  }

  // MARK: Tables

  private var units: [(String, String)] {
    overview.units.map { unit in
      let service = VisibleText.string(Array(unit.service.utf8))
      let state = unit.startsAtBoot ? "" : ", not started at boot"
      let refusal = unit.refusal.map { "refused: " + VisibleText.string(Array($0.utf8)) }
      return (name(unit.unit), refusal ?? service + state)
    }
  }

  private var images: [(String, String)] {
    overview.images.map { image in
      let makers = names(image.providers)
      let made = image.isBuilt ? "built by \(makers)" : "pulled by \(makers)"
      let parts = (image.users.isEmpty ? [] : [names(image.users)]) + (makers.isEmpty ? [] : [made])
      return (visible(HiddenCredentials.hidden(in: image.name)), parts.joined(separator: "; "))
    }
  }

  private var ports: [(String, String)] {
    overview.ports.map { port in
      guard let container = port.containerPorts else { return (visible(port.text), name(port.unit)) }
      let host = port.hostPorts ?? "a free port"
      let left = (port.address.map { "\($0):" } ?? "") + host
      let transport = port.transport.map { $0 == "tcp" ? "" : "/\($0)" } ?? ""
      return (visible("\(left) → \(container)\(transport)"), name(port.unit))
    }
  }

  private func storage(_ kind: ProjectOverview.Storage.Kind) -> [(String, String)] {
    var rows: [(String, String)] = []
    for storage in overview.storage where storage.kind == kind {
      var lines = storage.mounts.map { mount in
        "\(name(mount.unit)) at \(visible(mount.destination))" + (mount.isReadOnly ? " (read-only)" : "")
      }
      if let unit = storage.unit { lines.append("created by \(name(unit))") }
      for (index, line) in lines.enumerated() { rows.append((index == 0 ? visible(storage.source) : "", line)) }
    }
    return rows
  }

  private var networks: [(String, String)] {
    overview.networks.map { network in
      let made = network.unit.map { ["created by \(name($0))"] } ?? []
      let users = network.users.isEmpty ? [] : [names(network.users)]
      return (visible(network.name), (users + made).joined(separator: "; "))
    }
  }

  private var secrets: [(String, String)] {
    var rows: [(String, String)] = []
    for secret in overview.secrets.sorted(by: { $0.name < $1.name }) {
      let way =
        switch secret.kind {
        case .environment: "as variable \(visible(secret.destination))"
        case .mount: "as \(visible(secret.destination))"
        case nil: ""
        }
      let isSame = rows.last { !$0.0.isEmpty }?.0 == visible(secret.name)
      rows.append((isSame ? "" : visible(secret.name), "\(name(secret.unit)) \(way)"))
    }
    return rows
  }

  private var environmentFiles: [(String, String)] {
    overview.environmentFiles.map { file in
      let reader = file.reader == .systemd ? " for its service" : ""
      let state = file.isThere == false ? " (not found)" : file.isOptional ? " (optional)" : ""
      return (visible(file.path), name(file.unit) + reader + state)
    }
  }

  /// Returns a line number as counted in the file that is shown, since a part of a bundle starts somewhere inside it.
  func shownLine(_ line: Int, of file: Int) -> Int {
    guard let enclosing = project.inventory.enclosing(file) else { return line }
    return line + enclosing.document.position(at: enclosing.offset).line - 1
  }

  // MARK: Names

  private func name(_ unit: Int) -> String { VisibleText.string(Array(project.name(of: unit))) }

  private func names(_ units: [Int]) -> String { units.map(name).joined(separator: ", ") }

  private func visible(_ text: String) -> String { VisibleText.string(Array(text.utf8)) }
}
