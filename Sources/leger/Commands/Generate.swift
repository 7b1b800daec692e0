import QuadletAnalysis

extension Command {
  /// `leger generate`: what Podman's generator makes of units.
  static let generate = Command(
    name: "generate",
    group: "Language",
    summary: "Prints the services that Podman's generator makes of units.",
    discussion: """
      The services go to standard output as podman-system-generator --dryrun prints them, Podman's messages to standard \
      error. Without a folder QUADLET_UNIT_DIRS is read, else the current folder. Several folders are one search path.
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
        help: "write the units and their links there instead of printing them"
      ),
      Option("explain", help: "print each word of each command with the line that it comes from", excludes: ["output"]),
    ],
    examples: [
      ("leger generate ./units", "Prints every service, with Podman's messages on standard error."),
      ("leger generate --podman-version 5.4 --user ./units", "The same as Podman 5.4 does it for a user."),
    ],
    action: runGenerate
  )

  private static func runGenerate(_ invocation: Invocation) throws(UsageError) -> ExitStatus {
    let target = try Target(invocation, defaultScope: .system)
    var reader = ProjectReader(target: target)
    let isNamed = !invocation.operands.isEmpty
    for path in try searchPath(invocation) {
      guard Selection.isBundle(path) else {
        let kind: FileKind
        do throws(SystemError) {
          kind = try FileSystem.kind(path)
        } catch {
          // One of several that is not there is no error for Podman either.
          kind = .folder
          if !error.isMissing, isNamed {
            invocation.printError("leger: \(UsageError.quote(path)): \(error.message)\n")
            return .environment
          }
        }
        if kind != .folder {
          throw UsageError("\(UsageError.quote(path)) is not a folder; the generator reads folders of units")
        }
        reader.addSearchPath(path)
        continue
      }
      for problem in reader.addBundleFile(path) {
        invocation.printError("leger: \(UsageError.quote(problem.path)): \(problem.message)\n")
        return .findings
      }
    }
    let project = reader.read()
    let output = invocation.bytes("output")
    var generation = Generation(project, host: .here, isDryRun: output == nil)
    var failure: ServiceWriter.Failure?
    do throws(ServiceWriter.Failure) {
      let writer = try output.map { folder throws(ServiceWriter.Failure) in try ServiceWriter(folder: folder) }
      if let writer {
        generation.run { service in
          do throws(ServiceWriter.Failure) { try writer.write(service) } catch { failure = failure ?? error }
        }
      } else {
        generation.begin()
        for part in printedParts(of: project, explains: invocation.flag("explain")) {
          invocation.console.standardOutput(part.text)
          generation.add(part.report)
        }
        generation.finish()
      }
    } catch {
      failure = error
    }
    let isTerminal = invocation.console.errorTerminal.isTerminal
    var messages: [UInt8] = []
    for message in generation.report.messages {
      // Word for word, but nothing that a terminal would obey.
      for line in message.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
        if isTerminal { VisibleText.append(Array(line).span, to: &messages) } else { messages.append(contentsOf: line) }
        messages.append(UInt8(ascii: "\n"))
      }
    }
    invocation.console.standardError(messages)
    if let failure {
      invocation.printError("leger: \(failure.message)\n")
      return failure.status
    }
    return generation.report.hasErrors ? .findings : .clean
  }

  /// How many units are worth another thread.
  private static let unitsPerThread = 200

  /// The services as they are printed, each thread converting a part of the units.
  private static func printedParts(
    of project: Project,
    explains: Bool
  ) -> [(text: [UInt8], report: Generation.Report)] {
    let slices = WorkerPool.slices(of: project.loaded.count, atLeast: unitsPerThread)
    return WorkerPool.map(slices) { slice in
      var part = Generation(project, host: .here)
      var text: [UInt8] = []
      part.convert(slice) { service in
        if explains {
          explain(service, in: project, to: &text)
        } else {
          text += Array("---".utf8) + service.path + Array("---\n".utf8)
          service.write(to: &text)
          text.append(UInt8(ascii: "\n"))
        }
      }
      return (text, part.report)
    }
  }

  /// The folders named, or those of the environment, as the generator would take them.
  private static func searchPath(_ invocation: Invocation) throws(UsageError) -> [[UInt8]] {
    if !invocation.operands.isEmpty {
      // In a search path of several folders one may be missing, as it may for Podman.
      if invocation.operands.count == 1, let path = invocation.operands.first, FileSystem.isMissing(path) {
        throw UsageError("\(UsageError.quote(path)): no such file or folder")
      }
      return invocation.operands
    }
    return UnitFolders.given ?? [[UInt8(ascii: ".")]]
  }

  /// Each command of a service, one word a line, with the place in the unit that it comes from.
  private static func explain(_ service: Service, in project: Project, to output: inout [UInt8]) {
    output += Array("---".utf8) + service.path + Array("---\n".utf8)
    for command in service.commands {
      output += Array("\(command.key)=\n".utf8)
      let width = min(60, command.words.map(\.text.count).max() ?? 0)
      for word in command.words {
        var line = "  " + word.text
        if let file = word.file, let number = word.line {
          let path = String(decoding: project.inventory.path(of: file), as: UTF8.self)
          line += String(repeating: " ", count: max(1, width - word.text.count + 2)) + "# \(path):\(number)"
        }
        output += Array((line + "\n").utf8)
      }
    }
    output.append(UInt8(ascii: "\n"))
  }
}
