import QuadletSyntax

/// What the units of a project become on a host: their services in the order in which they start, and the files that they
/// name. What is installed, compared with what systemd has loaded, started and stopped is told by this.
public struct ProjectServices: Sendable {
  /// A service that the generator makes.
  public struct Entry: Sendable {
    /// The index of the unit in the project.
    public let unit: Int
    /// The file name of the unit.
    public let unitName: String
    /// The kind of the unit.
    public let kind: UnitKind
    /// The name of the service, `.service` included.
    public let name: String
    /// What podman calls the container, pod, volume or network; empty when that is known only once the service runs.
    public let resource: String
    /// The text of the service, without the two lines that name the generator.
    public let text: [UInt8]
    /// The words of the command that starts it, the program first.
    public let command: [String]
    /// The folder that the command runs in; nil when the service does not say (`WorkingDirectory=`).
    public let workingDirectory: String?
    /// Whether the service exists once for each instance, so that this one cannot be started.
    public let isTemplate: Bool
    /// Whether the service has a place in the start of the machine or of the user's session.
    public let startsAtBoot: Bool
    /// Whether the unit says that its service ends by itself: `Type=oneshot`.
    public let isOneshot: Bool
    /// The files and folders of the project that the unit names.
    public let namedPaths: [NamedPath]
  }

  /// A unit that Podman makes no service of.
  public struct Refused: Sendable {
    /// The index of its file in the inventory.
    public let file: Int
    /// The file name of the unit.
    public let unitName: String
    /// Why, in leger's words.
    public let message: String
  }

  /// A file or folder of the project that units name.
  public struct NamedPath: Sendable, Hashable {
    /// The path within the project's folder.
    public let path: [UInt8]
    /// Whether a container writes there.
    public let isData: Bool
  }

  /// What the generator makes of a unit.
  private struct Made {
    let name: String
    let text: [UInt8]
    let command: [String]
    let folder: String?
    let isOneshot: Bool
  }

  /// The services, each after those that it waits for.
  public private(set) var all: [Entry] = []
  /// The units without a service, in the order of their files.
  public private(set) var refused: [Refused] = []
  /// What the units name, in the order of the paths; a path that any container writes to is data.
  public private(set) var namedPaths: [NamedPath] = []

  /// The folders that images are built from, within the project's folder, which itself is empty; in the order of the paths.
  public private(set) var buildContexts: [[UInt8]] = []

  /// Looks at some units of a project, told by the indices of their files; of the others only what they are called matters.
  public init(_ project: Project, host: HostFacts = HostFacts(), isOwn: (Int) -> Bool = { _ in true }) {
    let graph = ServiceGraph(project, host: host)
    let order = Self.order(of: graph)
    var texts: [Int: Made] = [:]
    var generation = QuadletAnalysis.Generation(project, host: host)
    for unit in project.loaded where isOwn(project.units[unit].file) {
      generation.convert(unit..<unit + 1) { service in
        var text: [UInt8] = []
        service.write(to: &text)
        let name = String(decoding: service.name, as: UTF8.self)
        let start = service.commands.first { $0.key == "ExecStart" }?.words.map(\.text) ?? []
        let type = service.entries(of: "Type", in: "Service").last?.words?.first
        let folder = service.entries(of: "WorkingDirectory", in: "Service").last?.words?.first
        texts[unit] = Made(name: name, text: text, command: start, folder: folder, isOneshot: type == "oneshot")
      }
    }
    let source = ProjectSnapshot(project, host: host)
    var maker = SnapshotMaker(source)
    var entries: [Int: Entry] = [:]
    var isData: [[UInt8]: Bool] = [:]
    for unit in source.units where isOwn(unit.file) {
      let snapshot = maker.snapshot(of: unit)
      if let refusal = snapshot.refusal {
        refused.append(Refused(file: unit.file, unitName: unit.name, message: refusal.message))
        continue
      }
      for named in snapshot.named { isData[named.path] = isData[named.path] == true || named.isData }
      if let index = project.unit(ofFile: unit.file), let made = texts[index] {
        let node = graph.node(named: made.name)
        entries[index] = Entry(
          unit: index,
          unitName: unit.name,
          kind: unit.kind,
          name: made.name,
          resource: snapshot.resource,
          text: made.text,
          command: made.command,
          workingDirectory: made.folder,
          isTemplate: UnitName(Array(unit.name.utf8)).isTemplate,
          startsAtBoot: node.map { graph.nodes[$0].startsAtBoot } == true,
          isOneshot: made.isOneshot && (unit.kind == .container || unit.kind == .kube),
          namedPaths: snapshot.named.map { NamedPath(path: $0.path, isData: $0.isData) }
        )
      }
    }
    buildContexts = Set(entries.values.compactMap { Self.context(of: $0, source.root) })
      .sorted { $0.lexicographicallyPrecedes($1) }
    for node in order { if let unit = graph.nodes[node].unit, let entry = entries[unit] { all.append(entry) } }
    refused.sort { $0.file < $1.file }
    namedPaths = isData.map { NamedPath(path: $0.key, isData: $0.value) }
      .sorted { $0.path.lexicographicallyPrecedes($1.path) }
  }

  /// Returns the folder that a `.build` unit hands to podman: the last word of its command, if it is in the project.
  private static func context(of entry: Entry, _ root: ProjectRoot) -> [UInt8]? {
    guard entry.kind == .build, let word = entry.command.last.map({ Array($0.utf8) }) else { return nil }
    if GoPath.isAbsolute(word) { return root.relative(word) }
    guard let folder = entry.workingDirectory else { return nil }
    return root.relative(GoPath.join(Array(folder.utf8), word))
  }

  /// Returns the nodes, each after those that it waits for; in a cycle the first by name comes first.
  private static func order(of graph: ServiceGraph) -> [Int] {
    var earlier = [[Int]](repeating: [], count: graph.nodes.count)
    for edge in graph.edges {
      switch edge.relation {
      case .after: earlier[edge.from].append(edge.to)
      case .before: earlier[edge.to].append(edge.from)
      default: break
      }
    }
    let names = graph.nodes.indices.map(graph.name)
    for node in earlier.indices { earlier[node].sort { names[$0] < names[$1] } }
    var order: [Int] = []
    var isMet = [Bool](repeating: false, count: graph.nodes.count)
    for start in graph.nodes.indices.sorted(by: { names[$0] < names[$1] }) where !isMet[start] {
      // A chain of units can be longer than the stack is deep.
      var path: [(node: Int, next: Int)] = [(start, 0)]
      isMet[start] = true
      while let top = path.last {
        if top.next < earlier[top.node].count {
          path[path.count - 1].next += 1
          let node = earlier[top.node][top.next]
          if !isMet[node] {
            isMet[node] = true
            path.append((node, 0))
          }
        } else {
          order.append(top.node)
          path.removeLast()
        }
      }
    }
    return order
  }
}
