import TestSupport
import Testing

@testable import QuadletAnalysis

/// Mistakes as people report them, each with what is like it and no mistake.
@Suite struct ReportedMistakeTests {
  /// `↓` marks each place where the rule has a warning or an error; without one there is none. A single unit is
  /// `web.container`.
  struct Case: CustomTestStringConvertible, Sendable {
    let rule: String
    let text: String
    var scope: Scope?
    var severity = Severity.warning

    init(
      _ rule: String,
      _ text: String,
      _ scope: Scope? = nil,
      severity: Severity = .warning
    ) {
      (self.rule, self.text, self.scope, self.severity) = (rule, text, scope, severity)
    }

    var testDescription: String { "\(rule) \(scope.map { "\($0)" } ?? ""): \(text)" }
  }

  private static let own = "[Container]\nImage=quay.io/podman/hello:v1\n"
  private static func unit(_ name: String, _ lines: String = "", unit: String = "") -> String {
    "--- \(name)\n" + (unit.isEmpty ? "" : "[Unit]\n\(unit)\n") + "\(own)\(lines)\n"
  }
  private static func alone(_ lines: String = "", unit: String = "") -> String {
    self.unit("web.container", lines, unit: unit)
  }

  private static let conflicts = [
    // Two of one folder are together, whatever a third folder claims.
    Case(
      "port-conflict",
      unit("a/x.container", "PublishPort=↓8000:80") + unit("a/y.container", "PublishPort=↓8000:80")
        + unit("b/z.container", "PublishPort=8000:80")
    ),
    Case("port-conflict", unit("a/x.container", "PublishPort=8000:80") + unit("b/z.container", "PublishPort=8000:80")),
    // Strangers are told once.
    Case(
      "port-conflict",
      unit("a/x.container", "PublishPort=↓8000:80") + unit("b/y.container", "PublishPort=8000:80")
        + unit("c/z.container", "PublishPort=8000:80"),
      severity: .note
    ),
    Case(
      "port-conflict",
      unit("a/x.container", "PublishPort=↓8000:80") + unit("a/y.container", "PublishPort=↓8000:80")
        + unit("b/z.container", "PublishPort=↓8000:80"),
      severity: .note
    ),
    Case("port-conflict", alone("PublishPort=↓8080:80\nPublishPort=↓[::]:8080:80"), .user),
    Case("port-conflict", alone("PublishPort=8080:80\nPublishPort=[::]:8080:80"), .system),
    Case("port-conflict", alone("PublishPort=8080:80\nPublishPort=[::]:8080:80")),
    Case("port-conflict", alone("PublishPort=↓8080:80\nPublishPort=↓127.0.0.1:8080:80"), .system),
  ]

  private static let dropIns = [
    Case("unused-drop-in", alone("Volume=./conf.d:/etc/x") + "--- conf.d/site.conf\nserver { }\n"),
    Case("unused-drop-in", alone() + "--- web.contaner.d/10.conf\n↓[Container]\nUser=1\n"),
    Case("unused-drop-in", alone() + "--- web.d/10.conf\n↓[Container]\nUser=1\n"),
    Case("unused-drop-in", alone("Volume=./web.d:/etc/x") + "--- web.d/10.conf\n[Container]\nUser=1\n"),
    Case("unused-drop-in", alone("Mount=type=bind,src=./web.d/x,dst=/x") + "--- web.d/10.conf\n[Container]\nUser=1\n"),
    Case("unused-drop-in", alone("# ./web.d") + "--- web.d/10.conf\n↓[Container]\nUser=1\n"),
    Case("unused-drop-in", alone() + "--- sshd.service.d/10.conf\n[Service]\nNice=1\n"),
  ]

  private static let dependencies = [
    Case("not-a-unit-name", alone(unit: "After=db.service # wait for it first")),
    Case("wrong-service-name", alone(unit: "After=db.service # wait for db") + unit("db.container")),
    Case("inline-comment", alone(unit: "After=db.service ↓# wait for it first")),
    Case("self-reference", alone(unit: "After=↓web.service"), severity: .note),
    Case("self-reference", alone(unit: "Requires=↓web.container"), severity: .note),
    Case("self-reference", alone(unit: "After=web.service")),
    Case("self-reference", alone("Network=↓web.container")),
    Case("ordering-cycle", alone(unit: "After=web.service")),
    Case("reference-without-extension", alone("Volume=data:/d") + "--- data.volume\n[Volume]\nVolumeName=data\n"),
    Case(
      "reference-without-extension",
      alone("Volume=↓data:/d") + "--- data.volume\n[Volume]\nVolumeName=data\nDevice=/dev/sdb1\n"
    ),
    Case("reference-without-extension", alone("Volume=↓data:/d") + "--- data.volume\n[Volume]\n"),
    Case("reference-without-extension", alone("Network=↓net") + "--- net.network\n[Network]\nNetworkName=net\n"),
  ]

  @Test(arguments: conflicts + dropIns + dependencies)
  func `a mistake is found where it is, and nowhere else`(_ item: Case) {
    let files = InMemoryProject.example(item.text)
    let target = Target(scope: item.scope)
    let project = InMemoryProject.make(files.map { ($0.path, $0.bytes) }, target: target)
    let host = InMemoryProject.host(files.map { ($0.path, $0.bytes) })
    let found = InMemoryProject.findings(project, host: host).filter {
      $0.rule.name == item.rule && $0.severity >= item.severity
    }
    let starts = found.map {
      "\(String(decoding: project.inventory.path(of: $0.file), as: UTF8.self)) \($0.range.lowerBound)"
    }
    let wanted = files.flatMap { file in file.markers.map { "\(file.path) \($0)" } }
    #expect(starts.sorted() == wanted.sorted(), "\(found.map(\.message))")
  }
}
