import QuadletAnalysis

/// Reads the files that `.kube` units name.
enum KubernetesReader {
  /// What the file at a path says; nil when nothing is there.
  static func file(_ path: [UInt8]) -> KubernetesFile? {
    let bytes: [UInt8]
    do throws(FileSystem.ReadFailure) {
      bytes = try FileSystem.read(path, limit: YAMLReader.sizeLimit)
    } catch {
      switch error {
      case .tooLarge:
        return .malformed(YAMLProblem("larger than 16 MiB", at: YAMLPlace(line: 1, column: 1)))
      case .failed(_, let cause) where cause.isMissing: return nil
      case .failed, .special: return .unreadable(error.message)
      }
    }
    return read(bytes)
  }

  /// What a text says.
  static func read(_ bytes: [UInt8]) -> KubernetesFile {
    do throws(YAMLProblem) {
      return .facts(KubernetesFacts(documents: try YAMLReader.documents(bytes)))
    } catch {
      return .malformed(error)
    }
  }
}
