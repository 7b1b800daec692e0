import QuadletAnalysis

extension Command {
  /// `leger generate`: what Podman's generator makes of units.
  static let generate = Command(
    name: "generate", group: "Language", summary: "Prints the services that Podman's generator makes of units.",
    operands: [Operand("PATH", .many, help: "a folder of units, a unit or a .quadlets bundle; several folders are a search path")],
    options: [
      .podmanVersion,
      Option("user", help: "generate for a user's service manager", excludes: ["system"]),
      Option("system", help: "generate for the system's service manager; this is the default"),
      Option("output", .path("DIR"), help: "write the units and their links there instead of printing them"),
      Option("explain", help: "print each word of each command with the line it comes from"),
    ],
    examples: [
      ("leger generate ./units", "Prints every service, with Podman's messages on standard error."),
      ("leger generate --podman-version 5.4 --user ./units", "The same as Podman 5.4 does it for a user."),
    ],
    action: runGenerate)

  private static func runGenerate(_ invocation: Invocation) throws(UsageError) -> ExitStatus {
    let target = try Target(invocation, defaultScope: .system)
    var reader = ProjectReader(target: target)
    let folders = try searchPath(invocation)
    for folder in folders { reader.addSearchPath(folder) }
    let project = reader.read()
    var generation = Generation(project, host: .here)
    var output: [UInt8] = []
    generation.run { service in
      output += Array("---".utf8) + service.name + Array("---\n".utf8)
      service.write(to: &output)
      output.append(UInt8(ascii: "\n"))
    }
    invocation.console.standardOutput(output)
    invocation.printError(generation.messages.map { $0 + "\n" }.joined())
    return generation.hasErrors ? .findings : .clean
  }

  private static func searchPath(_ invocation: Invocation) throws(UsageError) -> [[UInt8]] {
    if !invocation.operands.isEmpty { return invocation.operands }
    if let paths = Standard.variable("QUADLET_UNIT_DIRS"), !paths.isEmpty {
      return paths.split(separator: UInt8(ascii: ":")).map { Array($0) }
    }
    return [[UInt8(ascii: ".")]]
  }
}
