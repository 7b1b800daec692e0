/// The options of podman's commands that say what a service shares with the host and with others.
enum RunOption: UInt8, CaseIterable {
  case publish, volume, mount, network, environmentFile

  private struct Row {
    let long: [StaticString]
    let short: StaticString?
  }

  private var row: Row {
    switch self {
    case .publish: Row(long: ["--publish"], short: "-p")
    case .volume: Row(long: ["--volume"], short: "-v")
    case .mount: Row(long: ["--mount"], short: nil)
    case .network: Row(long: ["--network", "--net"], short: nil)
    case .environmentFile: Row(long: ["--env-file"], short: nil)
    }
  }

  /// The option that a word is, and its value when that stands in the same word.
  init?(_ word: ArraySlice<UInt8>, value: inout ArraySlice<UInt8>?) {
    guard word.first == UInt8(ascii: "-"), word.count > 1 else { return nil }
    for option in Self.allCases {
      for name in option.row.long {
        guard name.withUTF8Buffer({ word.starts(with: $0) }) else { continue }
        let rest = word.dropFirst(name.utf8CodeUnitCount)
        if rest.isEmpty || rest.first == UInt8(ascii: "=") {
          value = rest.isEmpty ? nil : rest.dropFirst()
          self = option
          return
        }
      }
      if let short = option.row.short, short.withUTF8Buffer({ word.starts(with: $0) }) {
        let rest = word.dropFirst(2)
        value = rest.isEmpty ? nil : rest.first == UInt8(ascii: "=") ? rest.dropFirst() : rest
        self = option
        return
      }
    }
    return nil
  }
}

/// One option of a generated command, with the assignment that it comes from.
struct RunArgument {
  let option: RunOption
  let value: [UInt8]
  let origin: ServiceBuilder.Origin
}

extension ServiceBuilder {
  /// The options of the command that makes the container, pod or the like, in its order; what stands in `Exec=` is none.
  func runArguments(of kind: UnitKind, exec: UnitView.Assignment?) -> [RunArgument] {
    let key: StaticString = kind == .pod ? "ExecStartPre" : "ExecStart"
    guard
      let line = lines.last(where: { line in
        !line.words.isEmpty && key.withUTF8Buffer { bytes(line.key).elementsEqual($0) }
      })
    else { return [] }
    let execOrigin = exec.map { Origin($0) }
    var found: [RunArgument] = []
    var waiting: RunOption?
    for word in words[Int(line.words.lowerBound)..<Int(line.words.upperBound)] where word.origin != execOrigin {
      let text = pool[Int(word.text.lowerBound)..<Int(word.text.upperBound)]
      if let option = waiting {
        waiting = nil
        found.append(RunArgument(option: option, value: Array(text), origin: word.origin))
        continue
      }
      var value: ArraySlice<UInt8>?
      guard let option = RunOption(text, value: &value) else { continue }
      if let value {
        found.append(RunArgument(option: option, value: Array(value), origin: word.origin))
      } else {
        waiting = option
      }
    }
    return found
  }
}
