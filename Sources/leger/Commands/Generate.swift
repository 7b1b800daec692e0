import QuadletAnalysis

extension Command {
  /// `leger generate`: what Podman's generator makes of units.
  static let generate = Command(
    name: "generate",
    group: "Language",
    summary: "Prints the services that Podman's generator makes from units.",
    discussion: """
      The services go to standard output as podman-system-generator --dryrun prints them, and Podman's messages to \
      standard error. Without a PATH, leger reads the folders in QUADLET_UNIT_DIRS, or else the current folder. Several \
      folders form one search path.
      """,
    operands: [Operand("PATH", .many, help: "a folder of units, or a .quadlets bundle")],
    options: [
      .podmanVersion,
      .user,
      .systemByDefault,
      Option(
        "output",
        short: "o",
        .path("DIR"),
        help: "write the services and their links to this folder instead of printing them"
      ),
      Option("explain", help: "print each word of each command with the line that it comes from", excludes: ["output"]),
    ],
    examples: [
      ("leger generate ./units", "Prints every service, with Podman's messages on standard error."),
      ("leger generate --podman-version 5.4 --user ./units", "Prints what Podman 5.4 generates for a user."),
    ],
    action: runGenerate
  )

  private static func runGenerate(_ invocation: Invocation) throws(UsageError) -> ExitStatus {
    let target = try Target(invocation, defaultScope: .system)
    var reader = ProjectReader(target: target, from: invocation.host)
    for path in try searchPath(invocation) {
      if let status = try add(path, to: &reader, invocation) { return status }
    }
    let project = reader.read()
    let facts = HostFacts(of: invocation.host)
    var generation = Generation(project, host: facts, isDryRun: invocation.bytes("output") == nil)
    var failure: ServiceWriter.Failure?
    if let folder = invocation.bytes("output") {
      do throws(ServiceWriter.Failure) {
        let writer = try ServiceWriter(folder: folder, on: invocation.host)
        generation.run { service in
          do throws(ServiceWriter.Failure) { try writer.write(service) } catch { failure = failure ?? error }
        }
      } catch {
        failure = error
      }
    } else {
      generation.begin()
      for part in printedParts(of: project, facts, explains: invocation.flag("explain")) {
        invocation.printExactly(part.text)
        generation.add(part.report)
      }
      generation.finish()
    }
    write(generation.report.messages, to: invocation.console)
    switch failure {
    case .outside(let path):
      invocation.report(path, "would be written outside the output folder")
      return .refused
    case .failed(let path, let message):
      invocation.report(path, message)
      return .environment
    case nil: return generation.report.hasErrors ? .findings : .clean
    }
  }

  /// Adds an operand to the search path; returns how the command ends when that is not possible.
  private static func add(
    _ path: [UInt8],
    to reader: inout ProjectReader,
    _ invocation: Invocation
  ) throws(UsageError) -> ExitStatus? {
    if UnitPlace.isBundle(path) {
      guard let problem = reader.addBundleFile(path).first else { return nil }
      invocation.report(problem.path, problem.message)
      return .findings
    }
    let kind: FileKind
    do throws(SystemError) {
      kind = try invocation.host.kind(path)
    } catch {
      // One of several that does not exist is not an error for Podman either.
      kind = .folder
      if !error.isMissing, !invocation.operands.isEmpty {
        invocation.report(path, error.message)
        return .environment
      }
    }
    if kind != .folder {
      throw UsageError("\(UsageError.quote(path)) is not a folder; the generator reads folders of units")
    }
    reader.addSearchPath(path)
    return nil
  }

  /// Prints what Podman reports, a line for each message: word for word where no terminal shows it, except for what would be
  /// obeyed there.
  private static func write(_ messages: [String], to console: Console) {
    var output: [UInt8] = []
    for message in messages {
      if console.errorTerminal.isTerminal {
        VisibleText.appendLine(message.utf8.span, to: &output)
      } else {
        let line = message.utf8.map { $0 == UInt8(ascii: "\n") ? UInt8(ascii: " ") : $0 }
        output += VisibleText.lines(line, keepingStyle: false)
      }
      output.append(UInt8(ascii: "\n"))
    }
    console.standardError(output)
  }

  /// How many units are worth another thread.
  private static let unitsPerThread = 200

  /// Returns the services as they are printed, each thread converting a part of the units.
  private static func printedParts(
    of project: Project,
    _ facts: HostFacts,
    explains: Bool
  ) -> [(text: [UInt8], report: Generation.Report)] {
    let slices = WorkerPool.slices(of: project.loaded.count, atLeast: unitsPerThread)
    return WorkerPool.map(slices) { slice in
      var part = Generation(project, host: facts)
      var text: [UInt8] = []
      part.convert(slice) { service in
        if explains {
          explain(service, in: project, to: &text)
        } else {
          writeHeading(service, to: &text)
          service.write(to: &text)
          text.append(UInt8(ascii: "\n"))
        }
      }
      return (text, part.report)
    }
  }

  /// Returns the folders that are named, or those of the environment, as the generator would take them.
  private static func searchPath(_ invocation: Invocation) throws(UsageError) -> [[UInt8]] {
    if !invocation.operands.isEmpty {
      // In a search path of several folders one may be missing, as Podman allows.
      if invocation.operands.count == 1, let path = invocation.operands.first, invocation.host.isMissing(path) {
        throw UsageError("\(UsageError.quote(path)): \(invocation.host.absence(of: path))")
      }
      return invocation.operands
    }
    return UnitFolders.given(invocation.host) ?? [[UInt8(ascii: ".")]]
  }

  private static func writeHeading(_ service: Service, to output: inout [UInt8]) {
    output.append(text: "---")
    VisibleText.append(service.path.span, to: &output)
    output.append(text: "---\n")
  }

  /// Writes each command of a service, one word a line, with the place in the unit that it comes from.
  private static func explain(_ service: Service, in project: Project, to output: inout [UInt8]) {
    writeHeading(service, to: &output)
    for command in service.commands {
      output += Array("\(command.key)=\n".utf8)
      let width = min(60, command.words.map(\.text.count).max() ?? 0)
      for word in command.words {
        var line = "  " + word.text
        if let file = word.file, let number = word.line {
          let path = String(decoding: project.inventory.path(of: file), as: UTF8.self)
          line += String(repeating: " ", count: max(1, width - word.text.count + 2)) + "# \(path):\(number)"
        }
        VisibleText.append(line.utf8.span, to: &output)
        output.append(UInt8(ascii: "\n"))
      }
    }
    output.append(UInt8(ascii: "\n"))
  }
}
