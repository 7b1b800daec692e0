import QuadletAnalysis
import Synchronization

/// The files that `.kube` units name, as they are asked for: the last ones are kept, since many units can name one.
final class KubernetesFiles: Sendable {
  private struct Known {
    let path: [UInt8]
    let file: KubernetesFile?
  }

  /// How many are kept; what a file says can be much larger than the file.
  private static let limit = 4
  private let tree: any FileTree
  private let known = Mutex<[Known]>([])

  init(of tree: any FileTree) { self.tree = tree }

  /// Returns what the file at a path says; nil when it does not exist.
  func file(_ path: [UInt8]) -> KubernetesFile? {
    if let last = known.withLock({ $0.first { $0.path == path } }) { return last.file }
    let file = KubernetesReader.file(path, in: tree)
    known.withLock { known in
      if known.count == Self.limit { known.removeFirst() }
      known.append(Known(path: path, file: file))
    }
    return file
  }
}
