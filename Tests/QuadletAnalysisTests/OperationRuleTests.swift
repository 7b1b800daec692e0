import QuadletAnalysis
import TestSupport
import Testing

/// The families behind the rules about pods, networks, dependencies, operations and security: other spellings of the same
/// mistake, and what looks like it and is none.
@Suite struct OperationRuleTests {
  /// A project, and what is found in it: `path:line rule`, with `!` behind what prevents a start.
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let files: [(String, String)]
    let wanted: [String]
    var target = Target()

    var testDescription: String { name }
  }

  private static let image = "[Container]\nImage=quay.io/podman/hello:v1\n"

  private static func member(
    _ name: String,
    _ lines: String,
    pod: String = "",
    wanted: [String],
    version: String? = nil
  )
    -> Case
  {
    Case(
      name: name,
      files: [("a.container", image + "Pod=p.pod\n" + lines + "\n"), ("p.pod", "[Pod]\n" + pod + "\n")],
      wanted: wanted,
      target: Target(version: version.flatMap { PodmanVersion($0) } ?? .verified)
    )
  }

  private static func single(_ name: String, _ lines: String, wanted: [String], target: Target = Target()) -> Case {
    Case(name: name, files: [("a.container", image + lines + "\n")], wanted: wanted, target: target)
  }

  /// Two containers, a volume, a pod and what names them.
  private static func named(_ name: String, _ lines: String, wanted: [String], target: Target = Target()) -> Case {
    Case(
      name: name,
      files: [
        ("a.container", lines + "\n" + image), ("b.container", image), ("v.volume", "[Volume]\n"), ("p.pod", "[Pod]\n"),
        ("c.container", image + "ServiceName=other\n"), ("t@.container", image), ("w.kube", "[Kube]\nYaml=w.yaml\n"),
      ],
      wanted: wanted,
      target: target
    )
  }

  private static let user = Target(scope: .user)
  private static let old = Target(version: .podman(5, 4, 2))

  static let pods: [Case] = [
    member("a port", "PublishPort=127.0.0.1:80:80", wanted: ["a.container:4 key-against-pod!"]),
    member(
      "two ports",
      "PublishPort=127.0.0.1:80:80\nPublishPort=127.0.0.1:81:81",
      wanted: [
        "a.container:4 key-against-pod!", "a.container:5 key-against-pod!",
      ]
    ),
    member("a port by hand", "PodmanArgs=--publish 127.0.0.1:80:80", wanted: ["a.container:4 key-against-pod!"]),
    member("a port by hand, joined", "PodmanArgs=-p=80:80", wanted: ["a.container:4 key-against-pod!"]),
    member("a host", "AddHost=db:10.0.0.1", wanted: ["a.container:4 key-against-pod!"]),
    member("an address", "IP=10.0.0.1", wanted: ["a.container:4 key-against-pod!"]),
    member("an alias", "NetworkAlias=db", wanted: ["a.container:4 key-against-pod!"]),
    member("a host name", "HostName=db", wanted: ["a.container:4 key-against-pod!"]),
    member("the name of the pod as host name", "HostName=systemd-p", wanted: []),
    member("a name server", "DNS=10.0.0.1", wanted: ["a.container:4 key-against-pod"]),
    member("no name server", "DNS=none", wanted: []),
    member("a user namespace", "UserNS=keep-id", wanted: ["a.container:4 key-against-pod!"]),
    member("the host's user namespace", "UserNS=host", wanted: []),
    member(
      "the host's user namespace in 5.7",
      "UserNS=host",
      wanted: ["a.container:4 key-against-pod!"],
      version: "5.7"
    ),
    member("a user namespace in 5.5", "UserNS=keep-id", wanted: ["a.container:4 key-against-pod"], version: "5.5"),
    member("a map in 5.7", "UIDMap=0:1:2", wanted: ["a.container:4 key-against-pod"], version: "5.7"),
    member("a map", "UIDMap=0:1:2", wanted: ["a.container:4 key-against-pod!"]),
    member("a port, reset", "PublishPort=127.0.0.1:80:80\nPublishPort=", wanted: []),
    member(
      "a port in a pod of the host's network",
      "PublishPort=127.0.0.1:80:80",
      pod: "Network=host",
      wanted: [
        "a.container:4 key-against-pod"
      ]
    ),
    member("a host in a pod of the host's network", "AddHost=db:10.0.0.1", pod: "Network=host", wanted: []),
    member(
      "a port in a pod that shares otherwise",
      "PublishPort=127.0.0.1:80:80",
      pod: "PodmanArgs=--share=ipc",
      wanted: []
    ),
    member("a network of its own", "Network=front\nPublishPort=127.0.0.1:80:80", wanted: []),
    member("no key of the pod", "Environment=A=b", wanted: []),
  ]

  @Test func `a drop-in for all containers counts for the members of a pod`() {
    let found = Self.find(
      Case(
        name: "",
        files: [
          ("a.container", Self.image + "Pod=p.pod\n"), ("p.pod", "[Pod]\n"),
          ("container.d/10-users.conf", "[Container]\nUserNS=keep-id\n"),
        ],
        wanted: []
      )
    )
    #expect(found.contains("container.d/10-users.conf:2 key-against-pod!"))
  }

  static let arguments: [Case] =
    [
      ("a port that is none", "-p 70000:80 -p 127.0.0.1:80:80"), ("a letter with its value", "-p70000:80"),
      ("a mount without a type", "--mount type="), ("a volume without a path", "-v:"),
      ("a type of a secret", "--secret s,type="), ("no container", "--network container:"),
      ("no namespace", "--network=ns:"), ("a size", "--memory 5q"),
      ("an element of a list", "--cap-add=CHOWN,NET_ADMN"),
      ("an address", "--ip 1.2.3"), ("an option of a volume", "-v /a:/b:rox"), ("a limit", "--ulimit x"),
      ("in quotes", "\"--ulimit=x y\""),
    ].map { single($0.0, "PodmanArgs=\($0.1)", wanted: ["a.container:3 invalid-value"]) } + [
      single("an option without its value", "PodmanArgs=-it -p", wanted: ["a.container:3 invalid-value!"]),
      single("a long one", "PodmanArgs=--network=bridge --publish", wanted: ["a.container:3 invalid-value!"]),
      single("one of podman", "GlobalArgs=--log-level", wanted: ["a.container:3 invalid-value!"]),
      single(
        "values that are none of leger's business",
        "PodmanArgs=-it --net=a,b -e A --env-file a.env --label a --user 1:2 --name x y --foo -p",
        wanted: []
      ),
      single("a mount with quotes inside", #"PodmanArgs=--mount 'type=bind,src=/a,"dst=/b"'"#, wanted: []),
      Case(
        name: "a secret of a build",
        files: [("a.build", "[Build]\nImageTag=localhost/a:1\nFile=/a\nPodmanArgs=--secret id=a,src=./a\n")],
        wanted: []
      ),
      single("flags", "PodmanArgs=--read-only --init=true", wanted: []),
      single("specifiers", "PodmanArgs=-p %i:80 --memory ${M} -v %h:/a", wanted: []),
      single("another command's", "PodmanArgs=alpine -p", wanted: []),
      single("the last value is there", "PodmanArgs=--publish\nPodmanArgs=127.0.0.1:80:80", wanted: []),
    ]

  @Test(arguments: arguments) func `options among arguments are checked like keys`(_ sample: Case) {
    #expect(Self.find(sample) == sample.wanted)
  }

  @Test func `a value among arguments is marked where it is wrong`() {
    let text = Self.image + "PodmanArgs=-q --memory=5q \"--ulimit=x y\"\n"
    let project = InMemoryProject.make([("a.container", Array(text.utf8))])
    let found = InMemoryProject.findings(project).filter { $0.rule.name == "invalid-value" }
    #expect(found.map { String(decoding: Array(text.utf8)[$0.range], as: UTF8.self) } == ["5q", "\"--ulimit=x y\""])
    #expect(
      found.first?.message == "--memory: \"5q\" is not a size; write a number followed by b, k, m or g, such as 512m"
    )
  }

  static let networks: [Case] = [
    single(
      "host and a port",
      "Network=host\nPublishPort=127.0.0.1:80:80",
      wanted: ["a.container:4 key-against-network"]
    ),
    single(
      "none and a port",
      "Network=none\nPublishPort=127.0.0.1:80:80",
      wanted: ["a.container:4 key-against-network"]
    ),
    single(
      "another container's network and a port",
      "Network=container:x\nPublishPort=127.0.0.1:80:80",
      wanted: [
        "a.container:4 key-against-network"
      ]
    ),
    single("pasta and a port", "Network=pasta\nPublishPort=127.0.0.1:80:80", wanted: []),
    single("host beside a network", "Network=front\nNetwork=host", wanted: ["a.container:4 network-mode-mixed!"]),
    single("host before a network", "Network=host\nNetwork=front", wanted: ["a.container:3 network-mode-mixed!"]),
    single("bridge before a network", "Network=bridge\nNetwork=front", wanted: []),
    single("host, reset", "Network=host\nNetwork=\nNetwork=front", wanted: []),
    single(
      "an address in two networks",
      "Network=front\nNetwork=back\nIP=10.0.0.1",
      wanted: [
        "a.container:5 key-against-network!"
      ]
    ),
    single("an address in a network", "Network=front\nIP=10.0.0.1", wanted: []),
    single("an address with pasta", "Network=pasta\nIP=10.0.0.1", wanted: ["a.container:4 key-against-network!"]),
    single("an alias with host", "Network=host\nNetworkAlias=a", wanted: ["a.container:4 key-against-network!"]),
    single("an address without network", "IP=10.0.0.1", wanted: []),
    single(
      "an address without network, rootless",
      "IP=10.0.0.1",
      wanted: ["a.container:3 key-against-network!"],
      target: user
    ),
    single(
      "a name server without network",
      "Network=none\nDNS=10.0.0.1",
      wanted: ["a.container:4 key-against-network!"]
    ),
    single("what systemd completes", "Network=%i\nPublishPort=127.0.0.1:80:80\nIP=10.0.0.1", wanted: []),
    Case(
      name: "addresses and subnets",
      files: [
        ("a.container", image + "Network=n.network\nIP=10.1.0.2\n"),
        ("b.container", image + "Network=n.network:ip=10.0.0.2,mac=x\nNetwork=free.network:ip=10.0.0.2\n"),
        ("c.container", image + "Network=n.network\nIP6=fd00::2\n"),
        ("d.container", image + "Network=lan.network\nIP=10.1.0.2\n"),
        ("n.network", "[Network]\nSubnet=10.0.0.0/24\n"), ("free.network", "[Network]\n"),
        ("lan.network", "[Network]\nDriver=macvlan\n"),
      ],
      wanted: [
        "a.container:4 address-outside-subnet!", "b.container:4 address-outside-subnet",
        "c.container:4 address-outside-subnet!",
      ]
    ),
  ]

  static let dependencies: [Case] = [
    named("the word of the kind", "[Unit]\nAfter=b-container.service", wanted: ["a.container:2 wrong-service-name"]),
    named("the word, required", "[Unit]\nRequires=b-container.service", wanted: ["a.container:2 wrong-service-name!"]),
    named("a file name with ending", "[Unit]\nWants=b.container.service", wanted: ["a.container:2 wrong-service-name"]),
    named(
      "the name of the container",
      "[Unit]\nPartOf=systemd-b.service",
      wanted: ["a.container:2 wrong-service-name"]
    ),
    named(
      "a name of podman generate systemd",
      "[Unit]\nAfter=container-b.service",
      wanted: [
        "a.container:2 wrong-service-name"
      ]
    ),
    named("a pod without its word", "[Unit]\nBindsTo=p.service", wanted: ["a.container:2 wrong-service-name"]),
    named("a volume without its word", "[Unit]\nAfter=v.service", wanted: ["a.container:2 wrong-service-name"]),
    named("no ending", "[Unit]\nAfter=b", wanted: ["a.container:2 wrong-service-name"]),
    named("no ending, nobody", "[Unit]\nAfter=x", wanted: ["a.container:2 not-a-unit-name"]),
    named("a name that ServiceName= replaces", "[Unit]\nAfter=c.service", wanted: ["a.container:2 wrong-service-name"]),
    named("the second of two", "[Unit]\nAfter=b.service v.service", wanted: ["a.container:2 wrong-service-name"]),
    named("a link to a pod's file", "[Install]\nWantedBy=p.pod", wanted: ["a.container:2 wrong-service-name"]),
    named("a link with slash", "[Install]\nWantedBy=a/b.target", wanted: ["a.container:2 dead-link"]),
    named("a unit file in 5.4", "[Unit]\nAfter=b.container", wanted: ["a.container:2 wrong-service-name"], target: old),
    named(
      "right names",
      "[Unit]\nAfter=b.service v-volume.service p-pod.service other.service w.service b.container\n"
        + "Wants=network.target nginx.service x.socket t@1.service t@1.service %p-db.service\n[Install]\nWantedBy=b.service",
      wanted: []
    ),
    named("a target of the system", "[Install]\nWantedBy=multi-user.target", wanted: []),
    named(
      "a target of the system, for a user",
      "[Install]\nWantedBy=multi-user.target",
      wanted: [
        "a.container:2 system-target-for-user"
      ],
      target: user
    ),
    named("one of each, for a user", "[Install]\nWantedBy=multi-user.target default.target", wanted: [], target: user),
    named(
      "a required target, for a user",
      "[Unit]\nRequires=network-online.target",
      wanted: [
        "a.container:2 system-target-for-user!"
      ],
      target: user
    ),
  ]

  static let operations: [Case] = [
    single("an update of a digest", "AutoUpdate=registry", wanted: []),
    Case(
      name: "updates of images that cannot be updated",
      files: [
        ("a.container", "[Container]\nImage=localhost/a:1\nAutoUpdate=registry\n"),
        ("b.container", "[Container]\nImage=nginx:1\nAutoUpdate=registry\n"),
        ("c.container", "[Container]\nImage=oci-archive:/a.tar\nAutoUpdate=registry\n"),
        ("d.container", "[Container]\nImage=x.build\nAutoUpdate=registry\n"),
        ("e.container", "[Container]\nRootfs=/srv/root\nAutoUpdate=local\n"),
        ("f.container", "[Container]\nImage=localhost:5000/a:1\nAutoUpdate=registry\n"),
        ("g.container", "[Container]\nImage=localhost/a:1\nAutoUpdate=local\n"),
        ("x.build", "[Build]\nImageTag=localhost/x:1\nSetWorkingDirectory=unit\n"),
      ],
      wanted: [
        "a.container:3 auto-update-without-effect", "b.container:3 auto-update-without-effect!",
        "c.container:3 auto-update-without-effect!", "d.container:3 auto-update-without-effect",
        "e.container:3 auto-update-without-effect",
      ]
    ),
    single("no health check", "Notify=healthy\nHealthCmd=none", wanted: ["a.container:4 never-healthy!"]),
    single("a health check", "Notify=healthy\nHealthCmd=true", wanted: []),
    single("a health check by hand", "Notify=healthy\nHealthCmd=none\nPodmanArgs=--health-cmd=true", wanted: []),
    single("readiness by hand", "Notify=healthy\nHealthCmd=none\nPodmanArgs=--sdnotify=conmon", wanted: []),
    single(
      "times of no health check",
      "HealthInterval=3s\nHealthRetries=2",
      wanted: [
        "a.container:3 idle-key", "a.container:4 idle-key",
      ]
    ),
    single("times of a health check by hand", "HealthInterval=3s\nPodmanArgs=--health-cmd=true", wanted: []),
    single("a pod that is none", "StartWithPod=true", wanted: ["a.container:3 idle-key"]),
    single(
      "one shot, for ever",
      "[Service]\nType=oneshot\nRestart=on-success",
      wanted: ["a.container:5 oneshot-restart!"]
    ),
    single("one shot, on failure", "[Service]\nType=oneshot\nRestart=on-failure", wanted: []),
    single("for ever", "[Service]\nRestart=always", wanted: []),
    Case(
      name: "a volume for ever",
      files: [("v.volume", "[Volume]\n[Service]\nRestart=always\n")],
      wanted: [
        "v.volume:3 oneshot-restart!"
      ]
    ),
    single(
      "an empty line in a continuation",
      "Exec=a \\\n\n[Install]",
      wanted: ["a.container:3 endless-continuation"],
      target: Target(version: .podman(4, 9, 3))
    ),
    single("an empty line at the end", "Exec=a \\\n", wanted: [], target: Target(version: .podman(4, 9, 3))),
  ]

  @Test(arguments: pods + networks + dependencies + operations)
  func `every spelling of a mistake is found, and nothing that only looks like it`(sample: Case) {
    #expect(Self.find(sample).sorted() == sample.wanted.sorted())
  }

  /// The notes of group security in one container.
  @Test(arguments: [
    ("PodmanArgs=--privileged", "privileged-container"), ("PodmanArgs=--privileged=false", nil),
    ("AddCapability=CAP_SYS_ADMIN", "privileged-container"), ("AddCapability=NET_BIND_SERVICE", nil),
    ("PodmanArgs=--cap-add all", "privileged-container"), ("PodmanArgs=--pid=host", "host-namespace"),
    ("PodmanArgs=--security-opt label=disable", "confinement-off"), ("SeccompProfile=unconfined", "confinement-off"),
    ("Unmask=ALL", "confinement-off"), ("Volume=%t/podman/podman.sock:/s:ro", "container-socket-mount"),
    ("Mount=type=bind,src=/var/run/docker.sock,dst=/s", "container-socket-mount"),
    ("Volume=/:/host", "host-folder-mount"),
    ("Volume=/etc/:/host:ro", nil), ("Volume=/etc/localtime:/etc/localtime", nil), ("Volume=/etc:/host:z,ro", nil),
    ("PublishPort=80:80", "port-on-every-address"), ("PublishPort=80", "port-on-every-address"),
    ("PublishPort=[::1]:80:80", nil), ("PublishPort=127.0.0.1::80", nil),
    ("Environment=\"DB_PASSWORD=a b\"", "plaintext-credential"),
    ("Environment=A=b API_TOKEN=c", "plaintext-credential"),
    ("Environment=URL=postgres://u:p@db/x", "plaintext-credential"), ("Environment=URL=http://u@db/x", nil),
    ("Environment=DB_PASSWORD_FILE=/run/secrets/x", nil), ("Environment=DB_PASSWORD=${PASSWORD}", nil),
    ("Environment=DB_PASSWORD=", nil), ("Environment=RANDOM_PASSWORD=yes", nil),
    ("Environment=APP_SECRET=/run/secrets/x", nil), ("PodmanArgs=--env DB_PASS=x", "plaintext-credential"),
  ])
  func `security notes tell what is certain`(line: String, rule: String?) {
    let project = InMemoryProject.make([("a.container", Array((Self.image + line + "\n").utf8))])
    let group = [
      "privileged-container", "host-namespace", "confinement-off", "container-socket-mount", "host-folder-mount",
      "port-on-every-address", "plaintext-credential",
    ]
    let found = InMemoryProject.findings(project).filter { group.contains($0.rule.name) }
    #expect(found.map(\.rule.name) == (rule.map { [$0] } ?? []))
    #expect(found.allSatisfy { $0.severity == .note })
  }

  @Test func `keys of systemd where a line is broken or swallowed are no trap`() {
    let text = Self.image + "Restart\n[Service]\nExecStartPre=/bin/a \\\nRestart=always\n"
    let project = InMemoryProject.make([("a.container", Array(text.utf8))])
    let rules = InMemoryProject.findings(project).filter { $0.severity > .note }.map(\.rule.name)
    #expect(rules == ["malformed-line", "swallowed-key"])
  }

  @Test func `a credential is not repeated in the message`() {
    let project = InMemoryProject.make([("a.container", Array((Self.image + "Environment=X_TOKEN=hunter2\n").utf8))])
    #expect(InMemoryProject.findings(project).allSatisfy { !$0.message.contains("hunter2") })
  }

  /// What a fix makes of a file.
  @Test(arguments: [
    (
      "[Container]\nImage=quay.io/a/b:1\nPublishPort=8080:80 8081:81\n",
      "[Container]\nImage=quay.io/a/b:1\nPublishPort=8080:80\nPublishPort=8081:81\n"
    ),
    (
      "[Container]\nImage=quay.io/a/b:1\nRestart=always\n",
      "[Container]\nImage=quay.io/a/b:1\n\n[Service]\nRestart=always\n"
    ),
    (
      "[Container]\nImage=quay.io/a/b:1\nRestart=always\n[Service]\nTimeoutStartSec=9\n\n[Install]\n",
      "[Container]\nImage=quay.io/a/b:1\n[Service]\nTimeoutStartSec=9\nRestart=always\n\n[Install]\n"
    ),
    (
      "[Container]\nImage=quay.io/a/b:1\n[Service]\nExecStart=/bin/x y\n",
      "[Container]\nImage=quay.io/a/b:1\nExec=/bin/x y\n[Service]\n"
    ),
    ("[Container]\nImage=quay.io/a/b:1\nImage=\n", "[Container]\nImage=quay.io/a/b:1\n"),
    (
      "[Container]\nImage=quay.io/a/b:1\ngarbage\nmore of it\n",
      "[Container]\nImage=quay.io/a/b:1\n# garbage\n# more of it\n"
    ),
    (
      "[Container]\nImage=quay.io/a/b:1\nPodmanArgs=-q \\\nReadOnly=true\n",
      "[Container]\nImage=quay.io/a/b:1\nPodmanArgs=-q \nReadOnly=true\n"
    ),
  ])
  func `a fix moves, splits or removes lines and keeps the rest`(before: String, after: String) {
    let project = InMemoryProject.make([("a.container", Array(before.utf8))])
    guard let fix = InMemoryProject.findings(project).first(where: { $0.fix != nil && $0.severity > .note })?.fix,
      case .document(let document) = project.contents[0]
    else {
      Issue.record("no fix")
      return
    }
    #expect(String(decoding: document.applying(fix.edits), as: UTF8.self) == after)
  }

  /// The findings of a project above notes, in the order of files and lines.
  private static func find(_ sample: Case) -> [String] {
    let project = InMemoryProject.make(sample.files.map { ($0.0, Array($0.1.utf8)) }, target: sample.target)
    return InMemoryProject.findings(project).filter { $0.severity > .note }.compactMap { finding in
      guard case .document(let document) = project.contents[finding.file] else { return nil }
      let path = String(decoding: project.inventory.path(of: finding.file), as: UTF8.self)
      let line = document.lineIndex(at: finding.range.lowerBound) + 1
      return "\(path):\(line) \(finding.rule)" + (finding.preventsStart ? "!" : "")
    }
  }
}
