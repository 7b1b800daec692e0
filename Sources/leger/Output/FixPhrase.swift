import QuadletAnalysis
import QuadletSyntax

/// Describes in words what a fix does.
struct FixPhrase {
  private let finding: Located
  private let first: TextEdit

  /// Creates the phrase for a finding's fix; nil when it has none, or one of several edits, which the help describes.
  init?(_ finding: Located) {
    guard let fix = finding.fix, fix.edits.count == 1, let first = fix.edits.first else { return nil }
    self.finding = finding
    self.first = first
  }

  /// Appends what the fix does, such as `replace with "PublishPort"`.
  func write(to bytes: inout [UInt8]) {
    if first.range.isEmpty {
      bytes.append(text: "insert ")
      quote(first.replacement[...], to: &bytes)
    } else if first.replacement.isEmpty {
      bytes.append(text: "remove ")
      if let old { quote(old, to: &bytes) } else { bytes.append(text: "it") }
    } else {
      bytes.append(text: "replace ")
      if first.range != finding.range, let old {
        quote(old, to: &bytes)
        bytes.append(UInt8(ascii: " "))
      }
      bytes.append(text: "with ")
      quote(first.replacement[...], to: &bytes)
    }
  }

  /// The text that the first edit removes.
  private var old: ArraySlice<UInt8>? {
    guard let document = finding.document, first.range.upperBound <= document.byteCount else { return nil }
    let start = document.bytes.startIndex
    return document.bytes[start + first.range.lowerBound..<start + first.range.upperBound]
  }

  private func quote(_ text: ArraySlice<UInt8>, to bytes: inout [UInt8]) {
    let isLine = text.count > 1 && text.last == UInt8(ascii: "\n")
    VisibleText.appendQuoted((isLine ? text.dropLast() : text).span, columns: 60, to: &bytes)
  }
}
