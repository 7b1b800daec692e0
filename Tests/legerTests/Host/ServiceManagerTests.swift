import QuadletAnalysis
import Testing

@testable import leger

/// Waiting for jobs, what services write, and the environment and generator that belong to them.
@Suite struct ServiceManagerTests {
  private func host(
    _ variables: [String: String] = [:],
    user: UInt32 = 0,
    files: [String: String] = [:],
    _ program: @escaping @Sendable ([String]) -> (status: Int32, output: String, messages: String) = { _ in (0, "", "")
    }
  ) -> RecordingHost {
    RecordingHost(
      files: ["/usr/bin/systemctl": "", "/usr/bin/journalctl": "", "/run/systemd/system/x": ""]
        .merging(files) { $1 },
      variables: variables,
      user: UserIdentity(user: user, group: user),
      program: program
    )
  }

  @Test(arguments: [0, 5]) func `a job that does not end is waited for as long as was said`(_ seconds: Int) throws {
    let host = host { _ in (0, "Id=web.service\nJob=7\n", "") }
    let limit = Duration.seconds(seconds)
    #expect(try Systemd(.system, on: host).waitForJobs(of: ["web.service"], timeLimit: limit) == ["web.service"])
    #expect(host.monotonicClock >= limit && host.monotonicClock < limit + .milliseconds(200))
    let idle = self.host { _ in (0, "Id=web.service\nJob=\n", "") }
    #expect(try Systemd(.system, on: idle).waitForJobs(of: ["web.service"], timeLimit: .seconds(5)) == [])
    #expect(idle.monotonicClock == .zero)
  }

  @Test func `what depends on services is found through others, and they are not counted themselves`() throws {
    let host = host { words in
      let needs = ["a.service": "b.service", "b.service": "c.service a.service", "c.service": ""]
      let names = words.drop { $0 != "--" }.dropFirst()
      return (
        0, names.map { "Id=\($0)\nActiveState=active\nRequiredBy=\(needs[$0] ?? "")\n" }.joined(separator: "\n"), ""
      )
    }
    #expect(try Systemd(.system, on: host).dependents(of: ["a.service"]).keys.sorted() == ["b.service", "c.service"])
  }

  // MARK: Logs

  private func log(_ program: @escaping @Sendable ([String]) -> (Int32, String, String)) throws -> (
    text: String, failure: HostFailure?, line: String
  ) {
    let host = host { words in program(words) }
    var text = ""
    do throws(HostFailure) {
      try Systemd(.system, on: host).showLog(of: ["a.service"], lines: 5, since: nil, follows: false) {
        text += String(decoding: $0, as: UTF8.self)
      }
      return (text, nil, host.log.last ?? "")
    } catch {
      return (text, error, host.log.last ?? "")
    }
  }

  @Test func `a log is handed on, and a failure is journalctl's own`() throws {
    let shown = try log { _ in (0, "one\ntwo\n", "a warning\n") }
    #expect(shown.text == "one\ntwo\n" && shown.failure == nil)
    #expect(shown.line.hasSuffix("--lines=5 --unit=a.service"), "\(shown.line)")
    let failed = try log { _ in (1, "", "Failed to parse timestamp: x\nmore\n") }
    #expect(failed.failure?.message == "journalctl: Failed to parse timestamp: x")
    #expect(try log { _ in (1, "", "") }.failure?.message == "journalctl: it failed without a message")
  }

  @Test(
    arguments: [
      (String(repeating: "0f", count: 32), false), (String(repeating: "0g", count: 32), true),
      (String(repeating: "0f", count: 31), true), ("systemd-web", false), ("systemd-web is ready", true),
      ("12", true),
    ]
  )
  func `an id or a name alone is no line of a service`(_ message: String, _ isShown: Bool) throws {
    let host = host { _ in (0, "{\"MESSAGE\":\"\(message)\",\"SYSLOG_IDENTIFIER\":\"web\"}\n", "") }
    let lines = try Systemd(.system, on: host).lastLines(of: "web.service", since: .zero)
    #expect(lines == (isShown ? [message] : []))
  }

  @Test(arguments: [("a\\n", "a"), ("a\\r\\n\\n", "a"), ("a", "a"), ("\\n", ""), ("", "")])
  func `line ends are no part of a line`(_ message: String, _ line: String) throws {
    let host = host { _ in (0, "{\"MESSAGE\":\"\(message)\",\"SYSLOG_IDENTIFIER\":\"web\"}\n", "") }
    #expect(try Systemd(.system, on: host).lastLines(of: "web.service", since: .zero) == [line])
  }

  // MARK: The session

  @Test(
    arguments: [
      ([:], true, ["XDG_RUNTIME_DIR=/run/user/1000"]), ([:], false, []),
      (["XDG_RUNTIME_DIR": "/run/user/1000"], true, ["XDG_RUNTIME_DIR=/run/user/1000"]),
      (["XDG_RUNTIME_DIR": "/elsewhere"], true, ["XDG_RUNTIME_DIR=/elsewhere"]),
    ] as [([String: String], Bool, [String])]
  )
  func `programs of a session are told where it is, once`(
    _ variables: [String: String],
    _ exists: Bool,
    _ expected: [String]
  ) {
    let host = host(variables, user: 1000, files: exists ? ["/run/user/1000/bus": ""] : [:])
    let told = host.sessionEnvironment.map { String(decoding: $0, as: UTF8.self) }
    #expect(told.filter { $0.hasPrefix("XDG_RUNTIME_DIR") } == expected)
  }

  // MARK: The generator

  private static let generator = "/usr/lib/systemd/system-generators/podman-system-generator"

  @Test func `a generator behind a link is found, and what is no program is not taken for one`() throws {
    let host = SimulatedHost()
    host.change { $0.files.removeAll(Self.generator) }
    #expect(throws: HostFailure.self) { try UnitGenerator(.system, on: host) }
    host.write("/usr/libexec/generator", "program", mode: 0o755)
    try host.link(Self.generator, to: "/usr/libexec/generator")
    _ = try UnitGenerator(.system, on: host)
    host.write("/usr/libexec/generator", "program", mode: 0o644)
    #expect(throws: HostFailure.self) { try UnitGenerator(.system, on: host) }
    host.change { $0.files.removeAll("/usr/libexec/generator") }
    #expect(throws: HostFailure.self) { try UnitGenerator(.system, on: host) }
    host.change { $0.files.makeFolders("/usr/libexec/generator") }
    #expect(throws: HostFailure.self) { try UnitGenerator(.system, on: host) }
  }
}
