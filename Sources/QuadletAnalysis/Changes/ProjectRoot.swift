/// The folder of a project, which means the same wherever it is.
///
/// Paths inside it are compared as if they started with `.`, so two copies of a project are equal.
struct ProjectRoot: Sendable {
  /// The folder, its links resolved; empty when the project has none.
  let path: [UInt8]

  init(_ project: Project) {
    path = project.inventory.folders.first?.resolvedPath ?? []
  }

  /// The path within the folder; nil for a path outside it.
  func relative(_ path: [UInt8]) -> [UInt8]? {
    if self.path.isEmpty || self.path == [GoPath.slash] { return nil }
    guard path.starts(with: self.path) else { return nil }
    if path.count == self.path.count { return [] }
    return path[self.path.count] == GoPath.slash ? Array(path[(self.path.count + 1)...]) : nil
  }

  /// Returns a text with the folder replaced by a dot wherever a path starts with it.
  func portable(_ text: ArraySlice<UInt8>) -> String {
    guard path.count > 1, text.count >= path.count else { return String(decoding: text, as: UTF8.self) }
    var result: [UInt8] = []
    var index = text.startIndex
    while index < text.endIndex {
      let end = index + path.count
      let isStart = index == text.startIndex || Self.isBorder(text[index - 1])
      if isStart, text[index] == path[0], end <= text.endIndex, text[index..<end].elementsEqual(path),
        end == text.endIndex || text[end] == GoPath.slash || Self.isBorder(text[end])
      {
        result.append(GoPath.dot)
        index = end
      } else {
        result.append(text[index])
        index += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// Whether a byte can surround a path in a value.
  private static func isBorder(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "=") || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ",") || byte == UInt8(ascii: " ")
  }
}
