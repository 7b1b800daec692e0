import QuadletSyntax

/// One `EnvironmentFile=` of a unit, in [Container] or [Service].
struct EnvironmentFileReference {
  /// Who reads the file.
  let reader: EnvironmentFile.Reader
  /// The path as it is written; in [Service] without the `-` before it.
  let path: [UInt8]
  /// Whether systemd goes on without the file: `-` stands before the path.
  let isOptional: Bool
  /// Where the file is; nil when a specifier, a pattern or the home directory decides it later.
  let location: [UInt8]?
  /// The value.
  let value: Value

  /// Whether the path is relative to the unit's folder; systemd reads no such path.
  var isRelative: Bool { !path.isEmpty && path.first != GoPath.slash && path.first != UInt8(ascii: "%") }

  /// Whether a specifier begins the path that does not stand for an absolute one; Podman leaves it alone then.
  var beginsWithName: Bool {
    // %% is a percent sign, and relative.
    guard path.first == UInt8(ascii: "%"), path.count > 1 else { return false }
    return !Specifiers.isFolder(path[1])
  }

  /// The last part of the path, for messages.
  var name: String {
    String(decoding: path[(path.lastIndex(of: GoPath.slash).map { $0 + 1 } ?? 0)...], as: UTF8.self)
  }
}

extension Converter where E == FactsEmitter {
  /// The environment files of the unit at hand, those of the container first.
  func environmentFiles() -> [EnvironmentFileReference] {
    var uses: [EnvironmentFileReference] = []
    for fact in out.facts.all where fact.subject == .envFile {
      let path = Array(bytes(fact))
      let isKnown = !path.contains { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "$") }
      // Among arguments podman reads a relative path from the folder that it runs in.
      if fact.source != .key, !GoPath.isAbsolute(path) { continue }
      uses.append(
        EnvironmentFileReference(
          reader: .podman,
          path: path,
          isOptional: false,
          location: isKnown ? absolutePath(path) : nil,
          value: fact.valuePlace
        )
      )
    }
    for assignment in view.list(keys.environmentFile, in: .service) {
      let text = view.texts[Int(assignment.document)]
      var range = assignment.valueRange
      range = range.lowerBound..<WhiteSpace.trimmedEnd(text.span, range)
      let isOptional = text[range].first == UInt8(ascii: "-")
      let path = Array(isOptional ? text[range].dropFirst() : text[range])
      let isKnown = GoPath.isAbsolute(path) && !path.contains { Self.isOpen($0) }
      uses.append(
        EnvironmentFileReference(
          reader: .systemd,
          path: path,
          isOptional: isOptional,
          location: isKnown ? path : nil,
          value: Value(assignment: assignment, range: range)
        )
      )
    }
    return uses
  }

  /// Whether a byte makes systemd look for the file: a specifier or a pattern.
  private static func isOpen(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "%") || byte == UInt8(ascii: "*") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "[")
  }
}
