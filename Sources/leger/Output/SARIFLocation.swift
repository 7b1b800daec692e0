import QuadletSyntax

/// Writes places as SARIF expects them: URIs, and columns that count code points.
enum SARIFLocation {
  /// Writes the file of a finding; a relative path starts at the root of the sources.
  static func writeArtifact(_ finding: Located, to json: inout JSONWriter) {
    let path = finding.repositoryPath
    let isAbsolute = path.first == UInt8(ascii: "/")
    var uri: [UInt8] = []
    if isAbsolute { uri.append(text: "file://") }
    appendEncoded(path.span, to: &uri)
    json.object("artifactLocation") { json in
      json.field("uri", bytes: uri)
      if !isAbsolute { json.field("uriBaseId", "%SRCROOT%") }
    }
  }

  /// Writes a region from columns in bytes; the end is one past the last.
  static func writeRegion(
    _ name: StaticString,
    _ start: Position,
    _ end: Position,
    in document: Document?,
    _ columns: CodePointColumns,
    to json: inout JSONWriter
  ) {
    json.object(name) { json in
      json.field("startLine", start.line)
      json.field("startColumn", columns.column(start, in: document))
      json.field("endLine", end.line)
      json.field("endColumn", columns.column(end, in: document))
    }
  }

  private static func appendEncoded(_ path: Span<UInt8>, to bytes: inout [UInt8]) {
    for index in path.indices {
      let byte = path[index]
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"), UInt8(ascii: "/"):
        bytes.append(byte)
      default:
        bytes.append(UInt8(ascii: "%"))
        bytes.append(hexadecimal: UInt64(byte), width: 2)
      }
    }
  }
}
