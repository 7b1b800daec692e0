import QuadletSyntax

/// The messages of Podman's generator, in its own words.
public enum Podman {
  /// Why the generator does not read a file: the text that it prints after `error loading "PATH", `.
  public struct LoadError: Sendable, Equatable {
    /// Podman's message.
    public let message: String
    /// The index of the line.
    public let line: Int

    /// The first reason why the generator would not read the document; nil when it does.
    public init?(_ document: Document) {
      guard document.mayBeRejected else { return nil }
      let records = document.source.lines
      let first = Int(document.firstLine)
      var inSection = false
      var line = -1
      while line + 1 < document.lineCount {
        line += 1
        let record = records[first + line]
        switch record.kind {
        case .blank, .comment, .continuation, .skipped, .lost: continue
        case .header: inSection = true
        case .entry:
          if inSection { continue }
          self.init("key file does not start with a group", line)
          return
        case .malformedHeader:
          let view = document.line(line)
          self.init("invalid group name: \(Self.quoted(document.source.text[view.nameRange]))", line)
          return
        case .malformedKey:
          self.init(inSection ? "invalid key name: " : "key file does not start with a group", line)
          return
        case .malformed:
          let view = document.line(line)
          let text = Self.quoted(document.source.text[view.valueRange])
          self.init(
            "file contains line \(view.endIndex): “\(text)” which is not a key-value pair, group, or comment",
            line
          )
          return
        }
      }
      return nil
    }

    /// Podman quotes all of a line; here, what is longer than a line can sensibly be is cut.
    private static func quoted(_ text: ArraySlice<UInt8>) -> String {
      let limit = 1 << 20
      return String(decoding: text.prefix(limit), as: UTF8.self) + (text.count > limit ? "…" : "")
    }

    private init(_ message: String, _ line: Int) {
      self.message = message
      self.line = line
    }
  }
}
