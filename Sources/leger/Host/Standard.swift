import Glibc

/// The streams and facts of the process itself.
enum Standard {
  /// The arguments behind the program's name, as bytes.
  static func arguments() -> [[UInt8]] {
    var arguments: [[UInt8]] = []
    var index = 1
    while index < Int(CommandLine.argc), let argument = CommandLine.unsafeArgv[index] {
      arguments.append(bytes(argument))
      index += 1
    }
    return arguments
  }

  /// The bytes of an environment variable.
  static func variable(_ name: StaticString) -> [UInt8]? {
    let value = name.utf8Start.withMemoryRebound(to: CChar.self, capacity: name.utf8CodeUnitCount + 1) { getenv($0) }
    return value.map { bytes($0) }
  }

  /// The bytes of a text of C, without its NUL.
  static func bytes(_ text: UnsafePointer<CChar>) -> [UInt8] {
    Array(UnsafeRawBufferPointer(start: text, count: strlen(text)))
  }

  /// An environment variable as text.
  static func text(_ name: StaticString) -> String? { variable(name).map { String(decoding: $0, as: UTF8.self) } }

  /// Writes all bytes to standard output; when that is not possible the process ends, since nobody would see the results.
  static func writeOutput(_ bytes: [UInt8]) {
    if write(bytes, to: 1) { return }
    if errno != EPIPE { _ = write(Array("leger: standard output: \(SystemError.last.message)\n".utf8), to: 2) }
    exit(ExitStatus.environment.rawValue)
  }

  /// Writes all bytes; answers whether that was possible.
  @discardableResult
  static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var position = 0
    while position < bytes.count {
      let written = bytes.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress.map { $0 + position }, $0.count - position)
      }
      if written > 0 {
        position += written
      } else if errno != EINTR, errno != EAGAIN {
        return false
      }
    }
    return true
  }

  /// What a stream can show.
  static func terminal(_ descriptor: Int32) -> Terminal {
    let isTerminal = isatty(descriptor) == 1
    var size = winsize()
    let columns = isTerminal && ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 ? Int(size.ws_col) : nil
    return Terminal(
      isTerminal: isTerminal,
      columns: columns,
      term: text("TERM"),
      noColorVariable: text("NO_COLOR")
    )
  }

  /// Everything that can be read from standard input, up to a limit; nil when it is more.
  static func input(limit: Int) -> [UInt8]? {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    while bytes.count <= limit {
      let got = chunk.withUnsafeMutableBytes { Glibc.read(0, $0.baseAddress, $0.count) }
      if got == 0 { return bytes }
      if got < 0 {
        if errno == EINTR { continue }
        return bytes
      }
      bytes += chunk[..<got]
    }
    return nil
  }
}
