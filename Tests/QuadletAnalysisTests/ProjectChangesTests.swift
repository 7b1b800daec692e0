import QuadletAnalysis
import TestSupport
import Testing

/// What a change of one line asks for, and which directive is told as the reason.
@Suite struct ProjectChangesTests {
  /// One change: the lines behind `[Container]` and `Image=`, or a whole unit of another kind.
  struct Case: CustomTestStringConvertible, Sendable {
    let old: String
    let new: String
    let level: ChangeLevel?
    let key: String?
    let oldValue: String?
    let newValue: String?

    init(
      _ old: String,
      _ new: String,
      _ level: ChangeLevel?,
      _ key: String? = nil,
      _ oldValue: String? = nil,
      _ newValue: String? = nil
    ) {
      (self.old, self.new, self.level, self.key) = (old, new, level, key)
      (self.oldValue, self.newValue) = (oldValue, newValue)
    }

    var testDescription: String { "\(old) → \(new)" }
  }

  private static let image = "[Container]\nImage=localhost/app:1\n"

  private func changes(_ old: [(String, String)], _ new: [(String, String)]) -> [ServiceChange] {
    ProjectChanges(from: project(old), to: project(new)).services
  }

  private func project(_ files: [(String, String)]) -> Project {
    InMemoryProject.make(files.map { ($0.0, Array($0.1.utf8)) })
  }

  private func check(_ old: [(String, String)], _ new: [(String, String)], _ wanted: Case) {
    let found = changes(old, new)
    #expect(found.map(\.level) == (wanted.level.map { [$0] } ?? []))
    guard let key = wanted.key, let reason = found.first?.reasons.first else { return }
    #expect(reason.key == key)
    #expect(reason.old == wanted.oldValue)
    #expect(reason.new == wanted.newValue)
  }

  @Test(arguments: [
    Case("", "", nil),
    Case("", "# a comment\n", .noOp),
    Case("Environment=A=1 B=2\n", "Environment=B=2\nEnvironment=A=1\n", .noOp),
    Case("PublishPort=1:1\nPublishPort=2:2\n", "PublishPort=2:2\nPublishPort=1:1\n", .noOp),
    Case("ReadOnly=yes\n", "ReadOnly=true\n", .noOp),
    Case(
      "DNS=1.1.1.1\nDNS=9.9.9.9\n",
      "DNS=9.9.9.9\nDNS=1.1.1.1\n",
      .recreate,
      "DNS",
      "1.1.1.1 9.9.9.9",
      "9.9.9.9 1.1.1.1"
    ),
    Case("Environment=A=1\n", "Environment=A=2\n", .recreate, "Environment", "A=1", "A=2"),
    Case("", "PublishPort=80:80\n", .recreate, "PublishPort", nil, "80:80"),
    Case("Label=a=b\n", "", .recreate, "Label", "a=b", nil),
    Case("", "NoNewPrivileges=true\n", .recreate, "NoNewPrivileges", nil, "true"),
    Case("", "Exec=serve --port 80\n", .recreate, "Exec", nil, "serve --port 80"),
    Case("AddCapability=CHOWN\n", "AddCapability=CHOWN KILL\n", .recreate, "AddCapability", "CHOWN", "CHOWN KILL"),
    Case("", "Pull=always\n", .reload, "Pull", nil, "always"),
    Case("", "ReloadSignal=HUP\n", .reload, "ReloadSignal", nil, "HUP"),
    Case("", "ContainerName=app\n", .recreate, "ContainerName", nil, "app"),
    Case("", "[Unit]\nDescription=x\n", .reload, "Description", nil, "x"),
    Case("[Unit]\nAfter=a.service b.service\n", "[Unit]\nAfter=b.service\nAfter=a.service\n", .noOp),
    Case("[Unit]\nAfter=a.service\n", "[Unit]\nAfter=b.service\n", .reload, "After", "a.service", "b.service"),
    Case("[Install]\nWantedBy=default.target\n", "", .reload, "WantedBy", "default.target", nil),
    Case("", "[Service]\nTimeoutStopSec=5\n", .reload, "TimeoutStopSec", nil, "5"),
    Case("[Service]\nRestart=no\n", "[Service]\nRestart=always\n", .reload, "Restart", "no", "always"),
    Case("", "[Service]\nExecStartPre=/bin/true\n", .restart, "ExecStartPre", nil, "/bin/true"),
    Case("", "[Service]\nEnvironment=A=1\n", .restart, "Environment", nil, "A=1"),
    Case("", "[Service]\nMemoryMax=1G\n", .restart, "MemoryMax", nil, "1G"),
    Case("", "[Quadlet]\nDefaultDependencies=false\n", .reload, "DefaultDependencies", nil, "false"),
    Case("User=1\n", "User=2\n", .recreate, "User", "1", "2"),
    Case("User=1\nVolume=data:/data\n", "User=2\nVolume=data:/data\n", .dataAtRisk, "User", "1", "2"),
    Case("User=1\nVolume=data:/data:U\n", "User=2\nVolume=data:/data:U\n", .recreate, "User", "1", "2"),
    Case("User=1\nVolume=/etc/x:/x:ro\n", "User=2\nVolume=/etc/x:/x:ro\n", .recreate, "User", "1", "2"),
    Case("Volume=a:/data\nUserNS=auto\n", "Volume=a:/data\n", .dataAtRisk, "UserNS", "auto", nil),
    Case("", "Volume=a:/data\n", .recreate, "Volume", nil, "a:/data"),
    Case("Volume=a:/data\n", "Volume=b:/data\n", .dataAtRisk, "Volume", "a:/data", "b:/data"),
    Case("Volume=a:/data\n", "Volume=a:/data:Z\n", .recreate, "Volume", "a:/data", "a:/data:Z"),
    Case("Volume=/srv/a:/data\n", "", .dataAtRisk, "Volume", "/srv/a:/data", nil),
    Case("Volume=/srv/a:/data:ro\n", "", .recreate, "Volume", "/srv/a:/data:ro", nil),
    Case("Volume=/run/a.sock:/a.sock\n", "", .recreate, "Volume", "/run/a.sock:/a.sock", nil),
    Case("Volume=a:/data\n", "Mount=type=volume,source=a,destination=/data\n", .recreate),
    Case("Volume=a:/data\n", "Mount=type=tmpfs,destination=/data\n", .dataAtRisk, "Volume", "a:/data", nil),
    Case("Mount=type=bind,source=/srv/a,target=/x\n", "Mount=type=bind,source=/srv/b,target=/x\n", .dataAtRisk),
  ])
  func `a container`(_ change: Case) {
    check([("web.container", Self.image + change.old)], [("web.container", Self.image + change.new)], change)
  }

  @Test(arguments: [
    ("a.volume", Case("[Volume]\n", "[Volume]\nLabel=a=b\n", .dataAtRisk, "Label", nil, "a=b")),
    ("a.volume", Case("[Volume]\nDriver=local\n", "[Volume]\nDriver=nfs\n", .dataAtRisk, "Driver", "local", "nfs")),
    ("a.volume", Case("[Volume]\n", "[Volume]\nVolumeName=b\n", .dataAtRisk, "VolumeName", "systemd-a", "b")),
    ("a.volume", Case("[Volume]\n", "[Volume]\nVolumeName=systemd-a\n", .noOp)),
    ("a.volume", Case("[Volume]\n", "[Unit]\nDescription=x\n[Volume]\n", .reload, "Description", nil, "x")),
    ("a.network", Case("[Network]\n", "[Network]\nInternal=true\n", .dataAtRisk, "Internal", nil, "true")),
    (
      "a.network",
      Case(
        "[Network]\nNetworkDeleteOnStop=true\n",
        "[Network]\nNetworkDeleteOnStop=true\nInternal=true\n",
        .recreate,
        "Internal",
        nil,
        "true"
      )
    ),
    (
      "a.network",
      Case("[Network]\n", "[Network]\nNetworkDeleteOnStop=true\n", .reload, "NetworkDeleteOnStop", nil, "true")
    ),
    ("a.network", Case("[Network]\n", "[Network]\nNetworkName=b\n", .recreate, "NetworkName", "systemd-a", "b")),
    ("a.pod", Case("[Pod]\n", "[Pod]\nPublishPort=80:80\n", .recreate, "PublishPort", nil, "80:80")),
    ("a.pod", Case("[Pod]\n", "[Pod]\nStopTimeout=3\n", .reload, "StopTimeout", nil, "3")),
    (
      "a.image",
      Case(
        "[Image]\nImage=quay.io/a/b:1\n",
        "[Image]\nImage=quay.io/a/b:2\n",
        .restart,
        "Image",
        "quay.io/a/b:1",
        "quay.io/a/b:2"
      )
    ),
    ("a.kube", Case("[Kube]\nYaml=/a.yaml\n", "[Kube]\nYaml=/b.yaml\n", .recreate, "Yaml", "/a.yaml", "/b.yaml")),
  ])
  func `another kind`(_ name: String, _ change: Case) {
    check([(name, change.old)], [(name, change.new)], change)
  }
}
