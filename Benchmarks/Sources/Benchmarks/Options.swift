import Glibc

/// The options from the command line.
struct Options {
  /// Fewer rounds and smaller workloads.
  var isQuick = false
  /// The static release of leger.
  var leger: String
  /// The folder for workloads and compiled programs.
  var work: String
  /// A folder with Podman's generators.
  var oracle: String?
  /// The output of `swift --version`.
  var swift = "Swift, unknown version"
  /// The parts to run: `in-process`, `whole`, `worst`.
  var parts: Set<String> = ["in-process", "whole", "worst"]

  static let usage = """
    usage: Benchmarks [--quick] [--only in-process|whole|worst] [--leger FILE] [--work FOLDER] [--swift TEXT]

    Also measures Podman's generator if LEGER_ORACLE names a folder that contains quadlet-5.8.6.
    """

  /// The folder of the project at the time this was compiled.
  static var projectFolder: String {
    #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/")
  }

  struct Failure: Error {}

  init(_ arguments: [String]) throws(Failure) {
    leger = Self.projectFolder + "/.build-release/installed/leger"
    work = (getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp") + "/leger-benchmarks"
    oracle = getenv("LEGER_ORACLE").map { String(cString: $0) }
    var rest = arguments[...]
    func value() throws(Failure) -> String {
      guard let value = rest.popFirst() else { throw Failure() }
      return value
    }
    while let argument = rest.popFirst() {
      switch argument {
      case "--quick": isQuick = true
      case "--only": parts = [try value()]
      case "--leger": leger = try value()
      case "--work": work = try value()
      case "--swift": swift = try value()
      default: throw Failure()
      }
    }
  }
}
