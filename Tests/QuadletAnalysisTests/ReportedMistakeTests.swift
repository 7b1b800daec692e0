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
    var podman = PodmanVersion.verified
    var severity = Severity.warning

    init(
      _ rule: String,
      _ text: String,
      _ scope: Scope? = nil,
      podman: PodmanVersion = .verified,
      severity: Severity = .warning
    ) {
      (self.rule, self.text, self.scope, self.podman, self.severity) = (rule, text, scope, podman, severity)
    }

    var testDescription: String { "\(rule) \(scope.map { "\($0)" } ?? "") \(podman): \(text)" }
  }

  private static let own = "[Container]\nImage=quay.io/podman/hello:v1\n"
  private static func unit(_ name: String, _ lines: String = "", unit: String = "", service: String = "") -> String {
    "--- \(name)\n" + (unit.isEmpty ? "" : "[Unit]\n\(unit)\n") + "\(own)\(lines)\n"
      + (service.isEmpty ? "" : "[Service]\n\(service)\n")
  }
  private static func alone(_ lines: String = "", unit: String = "", service: String = "") -> String {
    self.unit("web.container", lines, unit: unit, service: service)
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
    Case("ordering-cycle", alone(unit: "Before=↓local-fs.target"), .system),
    Case("ordering-cycle", alone(unit: "Before=↓basic.target"), .user),
    Case("ordering-cycle", alone(unit: "Before=local-fs.target\nDefaultDependencies=no"), .system),
    Case("ordering-cycle", alone(unit: "Before=multi-user.target"), .system),
    Case("ordering-cycle", alone(unit: "After=local-fs.target"), .system),
    Case(
      "wrong-service-name",
      alone(unit: "Requires=↓shop-db.service\nAfter=↓shop-db.service") + unit("db.container", "ContainerName=shop-db")
    ),
    // The service exists here, or may come from elsewhere.
    Case(
      "wrong-service-name",
      alone(unit: "Requires=shop-db.service") + unit("db.container", "ContainerName=shop-db")
        + unit("shop-db.container", "ContainerName=other")
    ),
    Case("wrong-service-name", alone(unit: "Requires=docker.service") + unit("db.container")),
    Case(
      "joined-without-order",
      alone("Network=↓container:vpn") + unit("gate.container", "ContainerName=vpn")
    ),
    Case(
      "joined-without-order",
      alone("Network=container:vpn", unit: "After=gate.service") + unit("gate.container", "ContainerName=vpn")
    ),
    Case(
      "joined-without-order",
      alone("Network=container:vpn") + unit("gate.container", "ContainerName=vpn", unit: "Before=web.service")
    ),
    Case("joined-without-order", alone("Network=container:vpn") + unit("gate.container")),
    Case("reference-without-extension", alone("Volume=data:/d") + "--- data.volume\n[Volume]\nVolumeName=data\n"),
    Case(
      "reference-without-extension",
      alone("Volume=↓data:/d") + "--- data.volume\n[Volume]\nVolumeName=data\nDevice=/dev/sdb1\n"
    ),
    Case("reference-without-extension", alone("Volume=↓data:/d") + "--- data.volume\n[Volume]\n"),
    Case("reference-without-extension", alone("Network=↓net") + "--- net.network\n[Network]\nNetworkName=net\n"),
  ]

  private static let sandboxes = [
    Case("sandbox-around-podman", alone(service: "↓ProtectSystem=full\n↓PrivateTmp=yes\n↓NoNewPrivileges=true"), .user),
    Case("sandbox-around-podman", alone(service: "ProtectSystem=full\nPrivateTmp=yes\nNoNewPrivileges=true"), .system),
    Case("sandbox-around-podman", alone(service: "ProtectSystem=full\n↓ProtectSystem=strict"), .system),
    Case("sandbox-around-podman", alone(service: "ProtectSystem=strict\nReadWritePaths=/var /run"), .system),
    Case("sandbox-around-podman", alone(service: "↓ProtectSystem=strict\nPrivateTmp=yes")),
    Case("sandbox-around-podman", alone(service: "ProtectSystem=strict\nProtectSystem=no\nPrivateTmp=false"), .user),
    Case("sandbox-around-podman", alone(service: "↓CapabilityBoundingSet="), .system),
    Case("sandbox-around-podman", alone(service: "CapabilityBoundingSet=CAP_NET_ADMIN"), .user),
    Case("sandbox-around-podman", alone(service: "↓ProtectKernelTunables=yes"), .system),
    Case("sandbox-around-podman", alone("Network=host", service: "ProtectKernelTunables=yes"), .system),
    Case("sandbox-around-podman", alone(service: "↓RestrictAddressFamilies=AF_INET AF_UNIX"), .user),
    Case("sandbox-around-podman", alone(service: "RestrictAddressFamilies=AF_INET AF_UNIX"), .system),
    Case("sandbox-around-podman", alone(service: "UMask=0077\nProtectProc=invisible\nDevicePolicy=closed"), .user),
    Case("sandbox-around-podman", "--- a.volume\n[Volume]\n[Service]\nPrivateTmp=yes\n", .user),
  ]

  private static let times = [
    Case("stop-cut-off", alone("StopTimeout=↓91")), Case("stop-cut-off", alone("StopTimeout=90")),
    Case("stop-cut-off", alone("PodmanArgs=--stop-timeout=↓120")),
    Case("stop-cut-off", alone("StopTimeout=300", service: "TimeoutStopSec=5min")),
    Case("stop-cut-off", alone("StopTimeout=↓301", service: "TimeoutSec=5min")),
    Case("stop-cut-off", alone("StopTimeout=9000", service: "TimeoutStopSec=infinity")),
    Case("stop-cut-off", alone("StopTimeout=9000", service: "TimeoutStopSec=0")),
    Case("stop-cut-off", alone("StopTimeout=9000", service: "TimeoutStopSec=nonsense")),
    Case("stop-cut-off", alone(service: "TimeoutStopSec=↓120"), severity: .note),
    Case("stop-cut-off", alone(service: "TimeoutStopSec=70"), severity: .note),
    Case("stop-cut-off", alone(service: "TimeoutSec=600"), severity: .note),
  ]

  private static let pod = "--- g.pod\n[Pod]\n[Service]\n"
  private static let generated = [
    Case("overwritten-key", pod + "↓Restart=no\n", podman: .podman(5, 8)),
    Case("overwritten-key", pod + "Restart=no\n", podman: .podman(6, 0)),
    Case("overwritten-key", pod + "Restart=on-failure\n", podman: .podman(5, 8)),
    Case("overwritten-key", pod + "↓PIDFile=/run/x\n"),
    Case("overwritten-key", alone(service: "↓NotifyAccess=main\n↓Delegate=no")),
    Case("overwritten-key", alone(service: "NotifyAccess=all\nDelegate=true\nType=notify\nRestart=no")),
    Case("key-against-pod", unit("m.container", "Pod=g.pod\n↓ShmSize=1m") + "--- g.pod\n[Pod]\n"),
    Case("key-against-pod", unit("m.container", "Pod=g.pod\nPodmanArgs=↓--shm-size=1m") + "--- g.pod\n[Pod]\n"),
    Case(
      "key-against-pod",
      unit("m.container", "Pod=g.pod\nShmSize=1m\nPodmanArgs=--ipc=private") + "--- g.pod\n[Pod]\n"
    ),
  ]

  private static let values = [
    Case("quotes-in-value", alone("HealthCmd=↓'curl -f http://localhost/ || exit 1'")),
    Case("quotes-in-value", alone("HealthCmd='true'\nHealthOnFailure=kill")),
    Case("quotes-in-value", alone("HealthCmd='/opt/my check' --quiet 'a b'")),
    Case("quotes-in-value", alone("User=↓'1000'")), Case("quotes-in-value", alone("HostName=↓'web'")),
    Case("quotes-in-value", alone("Label='a=b c'\nExec='a b'")),
    Case("quotes-in-value", alone("HealthCmd=sh -c \"grep ↓\\x27up\\x27\"")),
    Case("quotes-in-value", alone("HealthCmd=sh -c \"grep '\\xylophone'\"")),
  ]

  private static let options = [
    Case("conflicting-options", alone("PodmanArgs=↓--restart=always")),
    Case("conflicting-options", alone("PodmanArgs=↓--restart always")),
    Case("conflicting-options", alone("PodmanArgs=--restart=no")),
    Case("conflicting-options", alone("PodmanArgs=--restart=on-failure:3")),
    Case("conflicting-options", alone("UserNS=keep-id\n↓UIDMap=0:1:5000")),
    Case(
      "conflicting-options",
      alone("UIDMap=0:1:5000\nPodmanArgs=--userns=auto").replacing("UIDMap", with: "↓UIDMap")
    ),
    Case("conflicting-options", alone("UIDMap=0:1:5000\nGIDMap=0:1:5000")),
    Case("unknown-option", alone("PodmanArgs=↓--memroy=1g")), Case("unknown-option", alone("PodmanArgs=--memory=1g")),
    Case("unknown-option", alone("PodmanArgs=↓\"--memroy=1g\" --tty")), Case("unknown-option", alone("PodmanArgs=↓-Z")),
    Case("unknown-option", alone("PodmanArgs=-it")),
    // Podman's own options, its aliases, and what is behind the image.
    Case("unknown-option", alone("PodmanArgs=--log-level=debug --net=host --healthcheck-command=x")),
    Case("unknown-option", alone("GlobalArgs=--log-level=debug")),
    Case("unknown-option", alone("GlobalArgs=↓--lgo-level=x")),
    Case("unknown-option", alone("PodmanArgs=↓--creds=a:b"), podman: .podman(5, 4)),
    Case("unknown-option", alone("PodmanArgs=--creds=a:b"), podman: .podman(5, 8)),
    Case("root-only", alone("Volume=↓/run/podman/podman.sock:/s"), .user),
    Case("root-only", alone("Mount=type=bind,source=↓/var/run/podman/podman.sock,destination=/s"), .user),
    Case("root-only", alone("Volume=/run/podman/podman.sock:/s"), .system),
    Case("root-only", alone("Volume=%t/podman/podman.sock:/s\nVolume=/var/lib/containers:/c"), .user),
    Case("root-only", alone("Volume=↓/var/lib/containers/x:/c"), .user),
    Case("root-only", alone("PublishPort=80:80"), .user),
    Case("root-only", alone("PublishPort=↓80:80\nPublishPort=127.0.0.1:1024:80"), .user, severity: .note),
    Case("root-only", "--- g.pod\n[Pod]\nPublishPort=↓443:443/udp\n", .user, severity: .note),
  ]

  @Test(arguments: [conflicts, dropIns, dependencies, sandboxes, times, generated, values, options].flatMap { $0 })
  func `a mistake is found where it is, and nowhere else`(_ item: Case) {
    let files = InMemoryProject.example(item.text)
    let target = Target(version: item.podman, scope: item.scope)
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

  @Test func `the fix of a misspelt option changes its name alone`() throws {
    for (line, fixed) in [
      ("--memroy=1g", "--memory=1g"), ("--tty --memroy 1g", "--tty --memory 1g"), ("\"--memroy=1g\"", nil),
    ] {
      let text = Array("\(Self.own)PodmanArgs=\(line)\n".utf8)
      let project = InMemoryProject.make([("web.container", text)])
      let finding = try #require(InMemoryProject.findings(project).first { $0.rule.name == "unknown-option" })
      let edits = finding.fix?.edits ?? []
      let result = edits.first.map {
        Array(text[..<$0.range.lowerBound]) + $0.replacement + text[$0.range.upperBound...]
      }
      #expect(result.map { String(decoding: $0, as: UTF8.self) } == fixed.map { "\(Self.own)PodmanArgs=\($0)\n" })
    }
  }

  @Test(arguments: [
    ("HealthCheckCmd", "write \"HealthCmd\""), ("Args", "write \"Exec\""), ("env", "write \"Environment\""),
    ("depends_on", "write \"Requires\" in [Unit]"), ("restart_policy", "write \"Restart\" in [Service]"),
    ("Ports", "write \"PublishPort\""), ("SecurityOpt", "PodmanArgs=--security-opt=…"),
    ("privileged", "PodmanArgs=--privileged"), ("Evnironment", "did you mean \"Environment\""),
  ])
  func `a key of another tool is told by its name here`(_ key: String, _ advice: String) throws {
    let project = InMemoryProject.make([("web.container", Array("\(Self.own)\(key)=x\n".utf8))])
    let finding = try #require(InMemoryProject.findings(project).first { $0.rule.name == "unknown-key" })
    #expect((finding.message + " " + (finding.help ?? "")).contains(advice), "\(finding.message) \(finding.help ?? "")")
  }

  @Test func `a key that no tool has is not one for podman`() throws {
    let project = InMemoryProject.make([("web.container", Array("\(Self.own)Frobnicate=x\n".utf8))])
    let finding = try #require(InMemoryProject.findings(project).first { $0.rule.name == "unknown-key" })
    #expect(finding.help == nil)
  }
}
