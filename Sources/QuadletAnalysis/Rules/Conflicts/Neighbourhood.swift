/// Which folders of a project belong together: one contains the other, or their units depend on each other.
///
/// A folder of applications that are never all installed together is read as one project too. A conflict between two of
/// them is then a note, not a warning. If all units are known to be for one machine, they all belong together.
struct Neighbourhood {
  private let project: Project
  private var parents: [Int] = []

  init(_ project: Project, _ graph: ServiceGraph, isNeeded: Bool) {
    self.project = project
    guard isNeeded, !project.inventory.isOneProject else { return }
    let folders = project.inventory.folders
    var isUsed = [Bool](repeating: false, count: folders.count)
    for unit in project.units.indices { isUsed[project.folder(of: unit)] = true }
    if isUsed.count(where: { $0 }) < 2 { return }
    parents = Array(folders.indices)
    for edge in graph.edges {
      guard let from = graph.nodes[edge.from].unit, let to = graph.nodes[edge.to].unit else { continue }
      join(project.folder(of: from), project.folder(of: to))
    }
    let order = folders.indices.filter { isUsed[$0] }.sorted {
      folders[$0].path.lexicographicallyPrecedes(folders[$1].path)
    }
    // In this order, a folder comes after those that contain it.
    var above: [Int] = []
    for index in order {
      while let last = above.last, !Self.isFolder(folders[last].path, above: folders[index].path) { above.removeLast() }
      if let last = above.last { join(last, index) }
      above.append(index)
    }
  }

  /// Claims of units that belong together, in the order of their first claims.
  func groups(of claims: [Conflict.Claim]) -> [[Conflict.Claim]] {
    if parents.isEmpty { return [claims] }
    var groups: [[Conflict.Claim]] = []
    var groupOfRoot: [Int: Int] = [:]
    for claim in claims {
      let root = root(of: project.folder(of: claim.unit))
      if let group = groupOfRoot[root] {
        groups[group].append(claim)
      } else {
        groupOfRoot[root] = groups.count
        groups.append([claim])
      }
    }
    return groups
  }

  private func root(of folder: Int) -> Int {
    var folder = folder
    while parents[folder] != folder { folder = parents[folder] }
    return folder
  }

  private mutating func join(_ left: Int, _ right: Int) {
    let (first, second) = (root(of: left), root(of: right))
    parents[max(first, second)] = min(first, second)
  }

  private static func isFolder(_ folder: [UInt8], above path: [UInt8]) -> Bool {
    path.count > folder.count && path.starts(with: folder)
      && (folder.isEmpty || folder.last == GoPath.slash || path[folder.count] == GoPath.slash)
  }
}
