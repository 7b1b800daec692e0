// Writes workloads into a folder: compose FOLDER WORKLOAD… The guard compiles it with only the sources of Workloads,
// which takes seconds; the whole package takes a minute.

@main
enum Compose {
  static func main() throws {
    let arguments = CommandLine.arguments
    let folder = try WorkFolder(arguments.count > 1 ? arguments[1] : ".")
    for name in arguments.dropFirst(2) {
      guard let workload = Workload(name) else { throw WorkFolder.Failure(description: "no workload \(name)") }
      _ = try folder.write(workload)
    }
  }
}
