import QuadletSyntax

extension Converter {
  /// What Podman says of a mount that it cannot take apart.
  private static var mountFormat: String {
    "incorrect mount format: should be --mount type=<bind|glob|tmpfs|volume>,[src=<host-dir|volume-name>,]target=<ctr-dir>[,options]"
  }

  /// The value of one `--mount`, its source resolved, and the unit that it names; nil when it is refused.
  mutating func mount(_ text: [UInt8], _ value: Value) -> (text: [UInt8], unit: Int?)? {
    let records: [[[UInt8]]]
    do throws(GoCSV.Failure) {
      records = try GoCSV.parse(text)
    } catch {
      refuse(
        .mountWithOpenQuote(error.message),
        .value(value),
        podman: error.message
      )
      return nil
    }
    guard records.count == 1, let record = records.first else {
      refuse(
        .mountOfSeveralLines,
        .value(value),
        podman: Self.mountFormat
      )
      return nil
    }
    let equals = UInt8(ascii: "=")
    var type: [UInt8]?
    var tokens: [[UInt8]] = []
    for token in record {
      let parts = token.split(separator: equals, omittingEmptySubsequences: false)
      if type == nil, parts.count == 2, parts[0].elementsEqual("type".utf8) {
        type = Array(parts[1])
      } else {
        tokens.append(token)
      }
    }
    if type == nil, !target.has(.mountsVolumesByDefault) {
      refuse(
        .mountWithoutType,
        .value(value),
        podman: Self.mountFormat
      )
      return nil
    }
    let kind = type ?? Array("volume".utf8)
    let word = String(decoding: kind, as: UTF8.self)
    let resolved =
      ["volume", "bind", "glob", "image"].contains(word) || (word == "artifact" && target.has(.artifactMounts))
    guard resolved else { return (text, nil) }

    var unit: Int?
    var sourceIndex: Int?
    var source: [UInt8] = []
    for (index, token) in tokens.enumerated() {
      let key = token.prefix { $0 != equals }
      guard key.elementsEqual("source".utf8) || key.elementsEqual("src".utf8) else { continue }
      guard key.count < token.count else {
        refuse(
          .mountSourceWithoutValue,
          .value(value),
          podman: "source parameter does not include a value"
        )
        return nil
      }
      sourceIndex = index
      source = Array(token[(key.count + 1)...])
    }
    if source.isEmpty, target.has(.volumeMountWithoutSource) {
      if word != "volume" {
        refuse(
          .mountWithoutSource(type: word),
          .value(value),
          podman: "source parameter is required for mount type \(word)"
        )
        return nil
      }
    } else {
      guard let found = storageSource(source, sourcePart(of: value, source), checksImage: true) else { return nil }
      unit = found.unit
      if let sourceIndex { tokens[sourceIndex] = Array("source=".utf8) + found.text }
    }
    return (E.keepsText ? GoCSV.write([Array("type=".utf8) + kind] + tokens) : [], unit)
  }

  /// The part of a mount's value that is its source, when it stands there as it is.
  private func sourcePart(of value: Value, _ source: [UInt8]) -> Value {
    let text = bytes(value)
    guard !source.isEmpty, source.count <= text.count else { return value }
    for start in text.startIndex...(text.endIndex - source.count)
    where text[start..<start + source.count].elementsEqual(source) && start > text.startIndex
      && text[start - 1] == UInt8(ascii: "=")
    {
      return Value(assignment: value.assignment, range: start..<start + source.count)
    }
    return value
  }
}
