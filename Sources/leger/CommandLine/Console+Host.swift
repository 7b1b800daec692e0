import Synchronization

extension Console {
  /// The standard streams of a host; what cannot be written to standard output goes into `failure`.
  ///
  /// All of standard error is for people, so nothing that is not visible gets there, whoever forgets it.
  init(_ host: any Host, failure: OutputFailure) {
    let errorTerminal = Terminal(of: .error, on: host)
    self.init(
      terminal: Terminal(of: .output, on: host),
      errorTerminal: errorTerminal,
      standardOutput: { bytes in
        if failure.error != nil { return }
        do throws(SystemError) { try host.write(bytes, to: .output) } catch { failure.error = error }
      },
      // Where messages cannot be written, no message can say so.
      standardError: { text in
        try? host.write(VisibleText.lines(text, keepingStyle: errorTerminal.colour), to: .error)
      }
    )
  }
}

/// The first failure to write to standard output; nothing is written after it.
final class OutputFailure: Sendable {
  private let code = Atomic<Int32>(0)

  var error: SystemError? {
    get {
      let code = code.load(ordering: .relaxed)
      return code == 0 ? nil : SystemError(code: code)
    }
    set { code.store(newValue?.code ?? 0, ordering: .relaxed) }
  }
}

extension Terminal {
  /// What a stream of a host can show.
  fileprivate init(of stream: StandardStream, on host: any Host) {
    let columns = host.terminalWidth(of: stream)
    self.init(
      isTerminal: columns != nil,
      columns: columns,
      term: host.text("TERM"),
      noColorVariable: host.text("NO_COLOR")
    )
  }
}
