/// Finds changes that make a container's data unreachable.
struct StorageComparison {
  typealias Reason = ServiceChange.Reason

  private let old: UnitSnapshot
  private let new: UnitSnapshot
  private let oldProject: ProjectSnapshot
  private let newProject: ProjectSnapshot
  /// The first new mount at each path, and of each source.
  private let byDestination: [String: StorageMount]
  private let bySource: [String: StorageMount]

  init(_ old: UnitSnapshot, in oldProject: ProjectSnapshot, _ new: UnitSnapshot, in newProject: ProjectSnapshot) {
    self.old = old
    self.new = new
    self.oldProject = oldProject
    self.newProject = newProject
    byDestination = Dictionary(new.mounts.map { ($0.destination, $0) }) { first, _ in first }
    bySource = Dictionary(new.mounts.map { ($0.source, $0) }) { first, _ in first }
  }

  /// Raises the level of the reasons that put data at risk, and adds notes that say why.
  func raise(_ reasons: inout [Reason]) {
    for mount in old.mounts where mount.holdsData(oldProject.isProjectFile) {
      guard let note = loss(of: mount) else { continue }
      let index =
        reasons.firstIndex { $0.key == mount.key.name && $0.section == mount.key.section }
        ?? reasons.firstIndex { $0.key == "Volume" || $0.key == "Mount" || $0.key == "Tmpfs" || $0.key == "Image" }
      guard let index else { continue }
      reasons[index].level = .dataAtRisk
      reasons[index].notes.append(note)
    }
    raiseUsers(&reasons)
  }

  /// What happens to the data in a mount; nil when it stays where it is.
  private func loss(of mount: StorageMount) -> String? {
    if let after = byDestination[mount.destination] {
      if after.source == mount.source { return nil }
      return "\(after.source) will be mounted at \(mount.destination); the data stays in \(mount.source)"
    }
    if let elsewhere = bySource[mount.source] {
      return "\(mount.source) will be mounted at \(elsewhere.destination) instead of \(mount.destination)"
    }
    return "nothing will be mounted at \(mount.destination); what is written there is lost with the container"
  }

  /// Files in volumes keep their current owner when the container's users are mapped differently.
  private func raiseUsers(_ reasons: inout [Reason]) {
    guard new.kind == .container || new.kind == .pod else { return }
    let written = Set(new.mounts.filter { $0.isWritable && !$0.adaptsOwner }.map(\.source))
    let kept = old.mounts.filter { written.contains($0.source) && $0.holdsData(oldProject.isProjectFile) }
    guard let first = kept.first else { return }
    for index in reasons.indices where reasons[index].section == new.kind.section && reasons[index].level == .recreate {
      guard let key = reasons[index].key, ChangeLevel.userKeys.contains(key) else { continue }
      reasons[index].level = .dataAtRisk
      let others = kept.count > 1 ? " and \(kept.count - 1) more" : ""
      reasons[index].notes.append("the files in \(first.source)\(others) keep their current owner")
    }
  }
}
