/// An attack in words, so it can be run again and understood.
enum AttackReport {
  /// The command line, as a shell reads it, with everything else about the call.
  static func call(_ attack: Attack) -> String {
    var words =
      attack.environment.map { "\($0.name)=\(quoted(bytes($0.value)))" } + ["leger"] + attack.arguments.map(quoted)
    switch attack.input {
    case .null: break
    case .closed: words.append("<&-")
    case .folder: words.append("</")
    case .file(let text): words.append("<(file of \(text.count) bytes: \(OutputText.shown(Array(text.prefix(200)))))")
    case .pipe(let text): words.append("<(pipe of \(text.count) bytes: \(OutputText.shown(Array(text.prefix(200)))))")
    case .slowPipe(let text): words.append("<(slow pipe that does not wait, of \(text.count) bytes)")
    }
    switch attack.output {
    case .file: break
    case .closed: words.append(">&-")
    case .full: words.append(">/dev/full")
    case .brokenPipe: words.append("| true")
    case .slowPipe: words.append("| (slow pipe that does not wait)")
    }
    if attack.closesMessages { words.append("2>&-") }
    return words.joined(separator: " ")
  }

  /// What lies on the disk, an entry to a line.
  static func disk(_ attack: Attack) -> String {
    let isPlain = { (path: [UInt8]) in ["outside/", "home/"].contains { path.starts(with: bytes($0)) } }
    let own = attack.entries.filter { !isPlain($0.path) }
    let lines = own.prefix(40).map { entry -> String in
      let path = OutputText.shown(entry.path)
      let extras = [
        entry.mode.map { "mode \(String($0, radix: 8))" }, entry.owner.map { "owner \($0)" },
        entry.attributes.isEmpty ? nil : "attributes \(entry.attributes.map(\.name))",
      ].compactMap { $0 }.map { " (\($0))" }.joined()
      switch entry.content {
      case .folder: return "\(path)/\(extras)"
      case .file(let text):
        return
          "\(path)\(extras): \(OutputText.shown(Array(text.prefix(600))))\(text.count > 600 ? "… (\(text.count) bytes)" : "")"
      case .repeated(let head, let piece, let size, _):
        return
          "\(path)\(extras): \(OutputText.shown(head)) + \(size) bytes of \(OutputText.shown(Array(piece.prefix(60))))"
      case .sparse(let size): return "\(path)\(extras): \(size) zeros"
      case .link(let target): return "\(path) -> \(OutputText.shown(target))"
      case .hardLink(let other): return "\(path) = \(OutputText.shown(other))"
      case .fifo: return "\(path) | a FIFO with a writer that waits"
      case .socket: return "\(path) a socket"
      case .device(let major, let minor): return "\(path) a device \(major):\(minor)"
      case .repository(let repository): return "\(path)/ a repository: \(repository.rawValue)"
      }
    }
    return (lines + (own.count > 40 ? ["… (\(own.count) in all)"] : []) + attack.disturbances.map(disturbance)).map {
      "    \($0)"
    }
    .joined(separator: "\n")
  }

  private static func disturbance(_ disturbance: Disturbance) -> String {
    "meanwhile, after \(disturbance.delay) µs: \(disturbance.action) \(OutputText.shown(disturbance.path))"
  }

  private static func quoted(_ word: [UInt8]) -> String {
    let plain = bytes("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./=:@%,+^~")
    if !word.isEmpty, word.allSatisfy({ plain.contains($0) }) { return String(decoding: word, as: UTF8.self) }
    return "$'" + OutputText.shown(word).replacing("'", with: "\\'") + "'"
  }
}
