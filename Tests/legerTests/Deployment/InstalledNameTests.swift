import Testing

@testable import leger

/// Commands about the language take the names of what is installed.
@Suite struct InstalledNameTests {
  private func host() -> SimulatedHost {
    let host = SimulatedHost()
    host.write("/etc/containers/systemd/app/web.container", "[Container]\nImage=example.org/web:1\nImag=x\n")
    host.write("/etc/containers/systemd/app/app.volume", "[Volume]\n")
    host.write("/etc/containers/systemd/flat.container", "[Container]\nImage=example.org/flat:1\n")
    return host
  }

  @Test(
    arguments: [
      ("validate app", leger.ExitStatus.findings, "/etc/containers/systemd/app/web.container:3:1"),
      ("validate web", .findings, "/etc/containers/systemd/app/web.container:3:1"),
      ("validate web.service", .findings, "app/web.container:3:1"), ("inspect app", .clean, "app.volume"),
      ("inspect flat", .clean, "example.org/flat:1"), ("check-conflicts app", .clean, "no conflicts"),
      ("check-conflicts flat.container --installed", .clean, "no conflicts"), ("cat app", .clean, "[Volume]"),
      ("cat flat.service", .clean, "example.org/flat:1"), ("validate ./app", .usage, "no such file or folder"),
      ("validate none", .usage, "no such file or folder"),
      ("validate app --user", .usage, "no such file or folder"),
    ]
  )
  func name(_ line: String, _ status: leger.ExitStatus, _ text: String) {
    let host = host()
    #expect(host.leger(line) == status, "\(host.output)\(host.messages)")
    #expect((host.output + host.messages).contains(text), "\(host.output)\(host.messages)")
  }

  @Test func `a path counts over a name`() {
    let host = host()
    host.write("\(String(decoding: host.currentFolder, as: UTF8.self))/app/own.container", "[Container]\nImage=x\n")
    _ = host.leger("validate app --level note")
    #expect(!host.output.contains("/etc/containers"), "\(host.output)")
  }
}
