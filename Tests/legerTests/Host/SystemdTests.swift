import QuadletAnalysis
import Testing

@testable import leger

/// How systemd is asked, and how its answers are read.
@Suite struct SystemdTests {
  private func systemd(
    _ scope: Scope = .system,
    user: UInt32 = 0,
    _ program: @escaping @Sendable ([String]) -> (status: Int32, output: String, messages: String)
  ) throws -> Systemd {
    let host = RecordingHost(
      files: [
        "/usr/bin/systemctl": "", "/usr/bin/journalctl": "", "/run/systemd/system/x": "",
        "/run/user/1000/systemd/private": "",
      ],
      variables: ["HOME": "/home/tester"],
      user: UserIdentity(user: user, group: user),
      program: program
    )
    return try Systemd(scope, on: host)
  }

  private func entry(_ message: String, _ identifier: String, container: String? = nil) -> String {
    let more = container.map { ",\"CONTAINER_NAME\":\"\($0)\"" } ?? ""
    return "{\"MESSAGE\":\"\(message)\",\"SYSLOG_IDENTIFIER\":\"\(identifier)\"\(more)}\n"
  }

  @Test func `the lines of a failed service are its own, and systemd's when it has none`() throws {
    let id = String(repeating: "0a", count: 32)
    let noise =
      entry("Starting web.service", "systemd") + entry(id, "web") + entry("systemd-web", "podman")
      + entry("container create \(id)", "podman") + "{\"SYSLOG_IDENTIFIER\":\"web\"}\nno JSON\n"
    let own = entry("one\\n", "systemd-web", container: "systemd-web") + entry("two\\r\\n", "web")
    let speaking = try systemd { $0.first?.hasSuffix("journalctl") == true ? (0, noise + own, "") : (0, "", "") }
    #expect(speaking.lastLines(of: "web.service", since: .zero) == ["one", "two"])
    let silent = try systemd { $0.first?.hasSuffix("journalctl") == true ? (0, noise, "") : (0, "", "") }
    #expect(silent.lastLines(of: "web.service", since: .zero) == ["Starting web.service"])
    let broken = try systemd { $0.first?.hasSuffix("journalctl") == true ? (1, own, "") : (0, "", "") }
    #expect(broken.lastLines(of: "web.service", since: .zero) == [])
  }

  @Test func `of a long log the end is shown`() throws {
    let lines = (1...30).map { entry("line \($0)", "web") }.joined()
    let systemd = try systemd { $0.first?.hasSuffix("journalctl") == true ? (0, lines, "") : (0, "", "") }
    #expect(systemd.lastLines(of: "web", since: .zero) == (21...30).map { "line \($0)" })
  }

  @Test func `templates are not asked for, instances are, and no answer is taken for another unit's`() throws {
    let systemd = try systemd { words in
      let names = words.filter { $0.hasSuffix(".service") }
      return (0, names.map { "Id=\($0)\nLoadState=loaded\nActiveState=active\n" }.joined(separator: "\n"), "")
    }
    let states = try systemd.states(of: ["a.service", "tp@.service", "tp@.x.service", "tp@one.service"])
    #expect(states.keys.sorted() == ["a.service", "tp@.x.service", "tp@one.service"])
    #expect(states["a.service"]?.isActive == true)
    let many = (0..<2_500).map { "s\($0).service" }
    #expect(try systemd.states(of: many).count == 2_500)
    #expect(try systemd.states(of: []).isEmpty)
  }

  @Test func `another name of a unit is answered only where others have written it`() throws {
    let systemd = try systemd { _ in (0, "Id=real.service\nLoadState=loaded\n", "") }
    #expect(throws: HostFailure.self) { try systemd.states(of: ["alias.service"]) }
    #expect(try systemd.states(of: ["alias.service"], allowingAliases: true)["alias.service"]?.isLoaded == true)
  }

  @Test(arguments: [(0, "Id=a.service\n"), (1, "Id=a.service\n\nId=b.service\n"), (0, "")])
  func `an answer that lacks a unit, or a failure, is none`(_ status: Int32, _ output: String) throws {
    let systemd = try systemd { _ in (status, output, "Failed") }
    #expect(throws: HostFailure.self) { try systemd.states(of: ["a.service", "b.service"]) }
  }

  @Test func `instances are those that systemd lists, and not their template`() throws {
    let list = ["tp@one.service", "tp@.service", "tpx.service", "other@one.service"]
      .map { "{\"unit\":\"\($0)\",\"load\":\"loaded\",\"active\":\"active\",\"sub\":\"running\"}" }.joined(
        separator: ","
      )
    let systemd = try systemd { _ in (0, "[\(list)]", "") }
    #expect(try systemd.instances(of: ["tp@.service"]) == ["tp@one.service"])
    #expect(try systemd.instances(of: []) == [])
    let states = try systemd.activity(of: ["tp@one.service", "gone.service"])
    #expect(states["tp@one.service"]?.isActive == true && states["gone.service"]?.isActive == false)
    let broken = try self.systemd { _ in (1, "[\(list)]", "") }
    #expect(throws: HostFailure.self) { try broken.instances(of: ["tp@.service"]) }
  }

  @Test(
    arguments: [
      ("web.service", false), ("tp@.service", true), ("tp@.socket", true), ("tp@one.service", false),
      ("tp@.x.service", false), ("tp@..service", false), ("tp@", false),
    ]
  )
  func `a template has nothing between its at sign and its suffix`(_ name: String, _ isTemplate: Bool) {
    #expect(Systemd.isTemplate(name) == isTemplate)
  }

  @Test func `the names of images that keep them are those of one deployment`() throws {
    let name = try #require(DeploymentName("app"))
    let tag = StepRunner.keepTag(String(repeating: "a", count: 64), name)
    #expect(tag == "localhost/leger/keep:app-aaaaaaaaaaaa")
    #expect(StepRunner.isKeepTag(tag, of: name))
    for other in ["localhost/leger/keep:app-db-aaaaaaaaaaaa", "localhost/leger/keep:app-aaaa", "localhost/app:1"] {
      #expect(!StepRunner.isKeepTag(other, of: name))
    }
  }
}
