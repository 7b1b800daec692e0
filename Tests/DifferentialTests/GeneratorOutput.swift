import QuadletAnalysis

/// The output of one run of a generator, either the real one or leger.
struct GeneratorOutput: Sendable {
  /// One service that it prints.
  struct Service: Sendable {
    var name: [UInt8]
    var text: [UInt8]
  }

  /// The services in the order in which they were printed.
  var services: [Service] = []
  /// The messages, line by line, without the leading name of the program.
  var messages: [String] = []
  /// Whether anything was refused.
  var hasErrors = false
  /// Whether the real generator crashed; leger refuses such units.
  var isCrash = false

  /// Generates what leger makes of a project.
  init(generating project: Project, host: HostFacts) {
    var generation = Generation(project, host: host)
    var services: [Service] = []
    generation.run { service in
      var text: [UInt8] = []
      service.write(to: &text)
      services.append(Service(name: service.path, text: text + [UInt8(ascii: "\n")]))
    }
    self.init(
      services: services,
      messages: generation.report.messages,
      hasErrors: generation.report.hasErrors
    )
  }

  /// Parses the output streams of a run with `-dryrun`.
  init(output: [UInt8], messages: [UInt8], status: Int32) {
    services = Self.services(in: output)
    self.messages = String(decoding: messages, as: UTF8.self).utf8.split(separator: UInt8(ascii: "\n")).map { line in
      Self.withoutPrefix(String(decoding: Array(line), as: UTF8.self))
    }
    hasErrors = status != 0
    isCrash = self.messages.contains { $0.hasPrefix("panic: ") }
  }

  /// Takes services and messages unchanged, except that a message can have several lines.
  init(services: [Service], messages: [String], hasErrors: Bool) {
    self.services = services
    self.messages = messages.flatMap { message in
      message.utf8.split(separator: UInt8(ascii: "\n")).map { String(decoding: Array($0), as: UTF8.self) }
    }
    self.hasErrors = hasErrors
  }

  /// Returns the services in the printed text, each after a line `---NAME---`.
  static func services(in output: [UInt8]) -> [Service] {
    var services: [Service] = []
    for line in lines(of: output) {
      if let name = markedName(line) {
        services.append(Service(name: name, text: []))
      } else if !services.isEmpty {
        services[services.count - 1].text += line + [UInt8(ascii: "\n")]
      }
    }
    return services
  }

  private static func markedName(_ line: ArraySlice<UInt8>) -> [UInt8]? {
    let dashes = Array("---".utf8)
    guard line.count > 6, line.starts(with: dashes), line.suffix(3).elementsEqual(dashes) else { return nil }
    let name = Array(line.dropFirst(3).dropLast(3))
    return name.suffix(8).elementsEqual(".service".utf8) ? name : nil
  }

  private static func withoutPrefix(_ line: String) -> String {
    guard line.hasPrefix("quadlet-generator["), let end = line.range(of: "]: ") else { return line }
    return String(line[end.upperBound...])
  }

  /// Returns the lines of a text; there is no empty line after the last newline.
  static func lines(of text: [UInt8]) -> [ArraySlice<UInt8>] {
    var lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }
}
