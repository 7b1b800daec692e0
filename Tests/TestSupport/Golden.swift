import Foundation
import Testing

/// Compares text with a golden file.
///
/// A missing golden is written and the test fails, so someone looks at the new file; `UPDATE_CORPUS=1` rewrites it.
public func expectGolden(_ actual: String, _ file: URL, sourceLocation: SourceLocation = #_sourceLocation) {
  let bytes = Data(actual.utf8)
  guard let expected = try? Data(contentsOf: file) else {
    write(bytes, to: file, sourceLocation)
    Issue.record("\(file.lastPathComponent) was missing and has been written", sourceLocation: sourceLocation)
    return
  }
  if expected == bytes { return }
  if Setting.isOn("UPDATE_CORPUS") {
    write(bytes, to: file, sourceLocation)
    return
  }
  let difference = firstDifference(String(decoding: expected, as: UTF8.self), actual)
  Issue.record("\(file.lastPathComponent) \(difference)", sourceLocation: sourceLocation)
}

/// The first difference between two texts, as a readable sentence; empty when they are equal.
public func firstDifference(_ expected: String, _ actual: String) -> String {
  let old = expected.split(separator: "\n", omittingEmptySubsequences: false)
  let new = actual.split(separator: "\n", omittingEmptySubsequences: false)
  for index in 0..<max(old.count, new.count) {
    let left = index < old.count ? String(old[index]) : "(end)"
    let right = index < new.count ? String(new[index]) : "(end)"
    if left != right { return "line \(index + 1):\n  expected: \(left)\n  actual:   \(right)" }
  }
  return ""
}

private func write(_ bytes: Data, to file: URL, _ sourceLocation: SourceLocation) {
  do {
    try bytes.write(to: file)
  } catch {
    Issue.record("\(file.lastPathComponent) cannot be written: \(error)", sourceLocation: sourceLocation)
  }
}
