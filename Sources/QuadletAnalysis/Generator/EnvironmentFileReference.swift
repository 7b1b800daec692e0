import QuadletSyntax

/// One `EnvironmentFile=` of a unit, in [Container] or [Service].
struct EnvironmentFileReference {
  /// Who reads the file.
  let reader: EnvironmentFile.Reader
  /// The path as written; in [Service], without the leading `-`.
  let path: [UInt8]
  /// Whether systemd continues without the file, because the path has a leading `-`.
  let isOptional: Bool
  /// Where the file is; nil when that depends on a specifier, a variable or a pattern.
  let location: [UInt8]?
  /// The value.
  let value: Value

  /// Whether the path is relative to the unit's folder; systemd does not accept such a path.
  var isRelative: Bool { !path.isEmpty && path.first != GoPath.slash && path.first != UInt8(ascii: "%") }

  /// Whether the path starts with a specifier that expands to no absolute path; Podman leaves such a path unchanged.
  var beginsWithName: Bool {
    // %% is a percent sign, so the path is relative.
    guard path.first == UInt8(ascii: "%"), path.count > 1 else { return false }
    return !Specifiers.isFolder(path[1])
  }

  /// A file, and who reads it: all that its content depends on.
  struct Content: Hashable {
    let location: [UInt8]
    let reader: EnvironmentFile.Reader
  }

  /// The content; nil when the file is not known.
  var content: Content? { location.map { Content(location: $0, reader: reader) } }

  /// The last part of the path, for messages.
  var name: String {
    String(decoding: path[(path.lastIndex(of: GoPath.slash).map { $0 + 1 } ?? 0)...], as: UTF8.self)
  }
}

extension Converter where E == FactsEmitter {
  /// Returns the environment files of the current unit, those of the container first.
  func environmentFiles() -> [EnvironmentFileReference] {
    var uses: [EnvironmentFileReference] = []
    for fact in out.facts.all where fact.subject == .envFile {
      let path = Array(bytes(fact))
      let isKnown = !path.contains { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "$") }
      // Among arguments podman reads a relative path from the folder that it runs in.
      let isPlaced = fact.source == .key || GoPath.isAbsolute(path)
      uses.append(
        EnvironmentFileReference(
          reader: .podman,
          path: path,
          isOptional: false,
          location: isKnown && isPlaced ? absolutePath(path) : nil,
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

  /// Returns whether a byte belongs to a specifier or a pattern, so only systemd can find the file.
  private static func isOpen(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "%") || byte == UInt8(ascii: "*") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "[")
  }
}
