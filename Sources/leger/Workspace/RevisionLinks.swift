import Synchronization

/// Where the symbolic links of a Git revision lead; all are read at once when the first is followed.
final class RevisionLinks: Sendable {
  /// The target of a link.
  enum Target: Sendable {
    case path([UInt8])
    /// It is longer than a path can be.
    case tooLong
    /// It cannot be had, for a reason in words.
    case unknown(String)
  }

  private struct State {
    var targets: [[UInt8]: Target] = [:]
    var isRead = false
  }

  private let git: Git
  private let links: [(id: [UInt8], path: [UInt8])]
  private let state = Mutex(State())

  /// Takes the object and the path of each link.
  init(_ links: [(id: [UInt8], path: [UInt8])], of git: Git) {
    self.git = git
    self.links = links
  }

  /// Returns the target of a link by its object; the path is that to name when the object is missing.
  func target(_ id: [UInt8], _ path: [UInt8]) -> Target {
    state.withLock { state in
      if !state.isRead {
        state.isRead = true
        // Links with one target share an object.
        var seen: Set<[UInt8]> = []
        let distinct = links.filter { seen.insert($0.id).inserted }
        // When one object is missing, none is had; then each link is read when it is followed.
        if let contents = try? git.contents(of: distinct, limit: RevisionTree.longestPath) {
          for (link, content) in zip(distinct, contents) { state.targets[link.id] = Self.target(content) }
        }
      }
      if let known = state.targets[id] { return known }
      let target: Target
      do throws(Git.Failure) {
        let contents = try git.contents(of: [(id, path)], limit: RevisionTree.longestPath)
        target = contents.first.map(Self.target) ?? .unknown("git cat-file: no output")
      } catch {
        target = .unknown(error.message)
      }
      state.targets[id] = target
      return target
    }
  }

  private static func target(_ content: Git.Content) -> Target {
    if case .bytes(let path) = content { .path(path) } else { .tooLong }
  }
}
