import Glibc

/// The files that the project's tests use.
enum Corpus {
  /// The contents of every file below a folder except goldens, in the order of their paths.
  static func texts(below folder: String) -> [[UInt8]] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [(name: String, isFolder: Bool)] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != "..", !name.hasSuffix(".expected") {
        names.append((name, Int(entry.pointee.d_type) == Int(DT_DIR)))
      }
    }
    return names.sorted { $0.name < $1.name }.flatMap { entry in
      let path = "\(folder)/\(entry.name)"
      return entry.isFolder ? texts(below: path) : [Machine.bytes(ofFile: path)]
    }
  }
}
