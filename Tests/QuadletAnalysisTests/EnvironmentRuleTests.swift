import TestSupport
import Testing

@testable import QuadletAnalysis

/// What rules about environment files and variables say in one case and not in the other.
@Suite struct EnvironmentRuleTests {
  private func findings(_ unit: String, _ others: [(String, String)] = [], mode: UInt16 = 0o600) -> [Finding] {
    let files = ([("web.container", unit)] + others).map { ($0.0, Array($0.1.utf8)) }
    let all = Dictionary(uniqueKeysWithValues: files.map { (Array("/units/\($0.0)".utf8), $0.1) })
    let host = HostFacts(
      pathExists: { all[$0] != nil },
      file: { all[$0].map { HostFacts.File(bytes: $0, mode: mode) } }
    )
    return InMemoryProject.findings(InMemoryProject.make(files), host: host).filter { finding in
      Rule.environment.contains { $0 == finding.rule }
    }
  }

  private func told(_ findings: [Finding]) -> [String] { findings.map { "\($0.severity.word) \($0.rule)" } }

  private let image = "[Container]\nImage=localhost/app:1\n"

  @Test func `a file that is not there keeps the service from starting`() {
    let found = findings(image + "EnvironmentFile=web.env\n")
    #expect(told(found) == ["warning missing-environment-file"])
    #expect(found.allSatisfy { $0.preventsStart })
  }

  @Test(arguments: [
    ("web.env.example", ""), ("web.example.env", ""), ("example.web.env", ""), (".gitignore", "*.env\n"),
  ])
  func `it is a note when the file comes from somewhere else`(_ name: String, _ text: String) {
    #expect(told(findings(image + "EnvironmentFile=./web.env\n", [(name, text)])) == ["note missing-environment-file"])
  }

  @Test(arguments: ["/etc/web.env", "%h/web.env", "%E/web.env", "./%n.env", "$FILES/web.env"])
  func `a path that only the host knows is left alone`(_ path: String) {
    #expect(findings(image + "EnvironmentFile=\(path)\n").filter { $0.severity > .note }.isEmpty)
  }

  @Test func `a specifier that is no folder does not stand for one`() {
    #expect(told(findings(image + "EnvironmentFile=%n.env\n")) == ["warning relative-environment-file"])
  }

  @Test func `a percent sign alone is no path`() { #expect(findings(image + "EnvironmentFile=%\n").isEmpty) }

  @Test func `a dash before the path is for systemd only`() {
    #expect(told(findings(image + "EnvironmentFile=-web.env\n")) == ["warning optional-environment-file"])
    #expect(findings(image + "EnvironmentFile=-web.env\n", [("-web.env", "A=1\n")]).isEmpty)
    #expect(findings(image + "[Service]\nEnvironmentFile=-/etc/web.env\n").isEmpty)
  }

  @Test func `mistakes of one kind are told once, with a count and without any value`() throws {
    let text = "A=\"hunter2\"\nB='hunter3'\nC=\"hunter4\"\n"
    let found = findings(image + "EnvironmentFile=web.env\n", [("web.env", text)])
    #expect(told(found) == ["warning mistaken-environment-line"])
    let message = try #require(found.first).message
    #expect(message.hasPrefix("web.env:1: "))
    #expect(message.hasSuffix(" (and 2 more lines)"))
    #expect(!message.contains("hunter"))
  }

  @Test func `credentials in a file that others can read are a note, but not in a work tree`() {
    let unit = image + "EnvironmentFile=web.env\n"
    let file = ("web.env", "DB_PASSWORD=correct-horse\n")
    #expect(told(findings(unit, [file], mode: 0o644)) == ["note readable-secret-file"])
    #expect(findings(unit, [file], mode: 0o600).isEmpty)
    #expect(findings(unit, [("web.env", "DB_PASSWORD=\n")], mode: 0o644).isEmpty)
    #expect(findings(unit, [file, (".git", "")], mode: 0o644).isEmpty)
  }

  // MARK: Variables

  @Test(arguments: [
    ("Environment=PORT=80\nPublishPort=${PORT}:80\n", "warning"),
    ("Environment=PORT=80\nExec=serve $PORT\n", "warning"),
    ("Environment=PORT=80\nExec=serve '${PORT}'\n", "warning"),
    ("Volume=$HOME/data:/data\n", "warning"),
    ("Environment=DEBUG=${DEBUG:-no}\n", "warning"),
    ("Exec=sh -c 'echo ${NAME#x}'\n", "warning"),
    ("PublishPort=${PORT}:80\n", "note"),
    ("Environment=A=${PASSWORD}\n", "note"),
  ])
  func `a variable without a value is told`(_ lines: String, _ severity: String) {
    let found = findings(image + lines).filter { $0.rule.name == "undefined-variable" }
    #expect(told(found) == ["\(severity) undefined-variable"])
  }

  @Test(arguments: [
    "Environment=PORT=80\nExec=sh -c 'serve $PORT $${PORT}'\n",
    "HealthCmd=curl http://localhost:$${PORT}\nEnvironment=PORT=80\n",
    "Exec=sh -c 'echo ${NAME:-none} $(date)'\n",
    "Exec=serve ${XDG_RUNTIME_DIR} ${HOME} ${RUNTIME_DIRECTORY}\n",
    "Exec=serve $$PORT\n",
    "PublishPort=${PORT}:80\n[Service]\nEnvironment=PORT=80\n",
    "PublishPort=${PORT}:80\n[Service]\nEnvironmentFile=/etc/web.env\n",
    "PublishPort=${PORT}:80\n[Service]\nPassEnvironment=PORT\n",
    "Environment=PORT=80\nExec=serve ${PORT}\n[Service]\nEnvironmentFile=-%h/web.env\n",
  ])
  func `a variable that systemd may know is not`(_ lines: String) {
    #expect(findings(image + lines).filter { $0.rule.name == "undefined-variable" }.map(\.message) == [])
  }

  @Test func `an environment file of the container is not one of systemd`() {
    let unit = image + "EnvironmentFile=web.env\nPublishPort=${PORT}:80\nLabel=port=${PORT}\n"
    let found = findings(unit, [("web.env", "PORT=80\n")])
    #expect(told(found) == ["warning undefined-variable", "warning undefined-variable"])
    let starts = Array(unit.utf8).indices.filter { Array(unit.utf8)[$0...].starts(with: "${PORT}".utf8) }
    #expect(found.map(\.range.lowerBound) == starts)
  }

  @Test func `what nothing sets is told once for a unit`() {
    let found = findings(image + "Volume=${DATA}/a:/a\nVolume=${DATA}/b:/b\n")
    #expect(told(found.filter { $0.rule.name == "undefined-variable" }) == ["note undefined-variable"])
  }

  @Test func `a command of the service does not see the container's variables`() {
    let found = findings(image + "Environment=DIR=/srv\n[Service]\nExecStartPre=/bin/mkdir -p ${DIR}\n")
    #expect(told(found) == ["warning undefined-variable"])
  }
}
