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

  @Test(arguments: [0, 1000] as [UInt32])
  func `a name is looked for in one's own scope, then in the other`(_ user: UInt32) {
    let host = SimulatedHost(user: user)
    let home = host.homeFolder ?? ""
    host.write("/etc/containers/systemd/app/web.container", "[Container]\nImage=example.org/system:1\n")
    #expect(host.leger("cat web") == .clean, "\(host.messages)")
    #expect(host.output.contains("example.org/system:1"))
    host.write("\(home)/.config/containers/systemd/app/web.container", "[Container]\nImage=example.org/user:1\n")
    #expect(host.leger("cat web") == .clean)
    #expect(host.output.contains("example.org/user:1") == (user != 0))
  }

  @Test func `a path counts over a name`() {
    let host = host()
    host.write("\(String(decoding: host.currentFolder, as: UTF8.self))/app/own.container", "[Container]\nImage=x\n")
    _ = host.leger("validate app --level note")
    #expect(!host.output.contains("/etc/containers"), "\(host.output)")
  }

  @Test func `a name that a deployment and a unit share means the deployment, and for cat the unit`() {
    let host = host()
    host.write("/etc/containers/systemd/web/web.container", "[Container]\nImage=example.org/web:2\n")
    host.write("/etc/containers/systemd/web/db.container", "[Container]\nImage=example.org/db:1\nImag=x\n")
    host.change { $0.files.removeAll("/etc/containers/systemd/app") }
    #expect(host.leger("validate web") == .findings)
    #expect(host.output.contains("web/db.container:3:1"), "\(host.output)")
    #expect(host.leger("cat web") == .clean)
    #expect(host.output.contains("example.org/web:2"), "\(host.output)")
  }

  @Test func `a service name without its suffix is not that of a volume`() {
    let host = host()
    #expect(host.leger("cat app-volume.service") == .clean, "\(host.messages)")
    #expect(host.output.contains("[Volume]"))
    #expect(host.leger("cat app-volume") == .usage, "\(host.output)")
  }

  @Test func `settings with a mistake do not hide the other scope`() {
    let host = SimulatedHost(user: 1000)
    host.write("\(host.homeFolder ?? "")/.config/leger/config.yaml", "no-such-key: 1\n")
    host.write("/etc/containers/systemd/app/web.container", "[Container]\nImage=example.org/system:1\n")
    #expect(host.leger("cat web") == .clean, "\(host.messages)")
    #expect(host.output.contains("example.org/system:1"))
  }
}
