import QuadletAnalysis

/// Reads the files that `.kube` units name.
enum KubernetesReader {
  /// Returns what the file at a path says; nil when it does not exist.
  static func file(_ path: [UInt8], in tree: any FileTree) -> KubernetesFile? {
    let bytes: [UInt8]
    do throws(ReadFailure) {
      bytes = try tree.read(path, limit: YAMLReader.sizeLimit)
    } catch {
      switch error {
      case .tooLarge:
        return .malformed(YAMLProblem("larger than 16 MiB", at: YAMLPlace(line: 1, column: 1)))
      case .failed(_, let cause) where cause.isMissing: return nil
      case .failed, .special, .unavailable: return .unreadable(error.message)
      }
    }
    return read(bytes)
  }

  /// Returns what a text says.
  static func read(_ bytes: [UInt8]) -> KubernetesFile {
    do throws(YAMLProblem) {
      return .facts(KubernetesFacts(documents: try YAMLReader.documents(bytes)))
    } catch {
      return .malformed(error)
    }
  }
}
