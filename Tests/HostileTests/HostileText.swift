import QuadletAnalysis
import TestSupport

/// Texts of units and of the files beside them, from plain to hostile.
enum HostileText {
  /// Pieces that mean something to a terminal, a log, a parser or a shell.
  static let pieces: [[UInt8]] =
    [
      "\u{1B}[2J", "\u{1B}]0;pwned\u{7}", "\u{9B}31m", "\u{85}", "\u{202E}", "\u{2066}x\u{2069}", "\u{2028}", "\u{AD}",
      "\u{200B}",
      "\u{3164}", "\u{7F}", "\u{8}\u{8}\u{8}", "\r", "\t", "\0", "\u{FEFF}", "\u{FFFE}", "é", "日本", "\u{1F600}",
      "e\u{301}",
      "%", "%%", "%n", "%i", "$", "${V}", "$(touch pwned)", "`id`", "\\", "\\x00", "\\x1b", "\\u202e", "\"", "'",
      "\\\"",
      "::error::pwned", "##[error]pwned", "]]>", "<a>&amp;", "{{ x }}", "{% if x %}", "[", "]", "=", "#", ";", ":", ",",
      ",,",
      "-", "--", "/", "//", "..", "../../outside", "~", "*", "?", "@", "a b", "  ", "0", "-1", "65536",
      "99999999999999999999",
      "\u{E0041}", "\u{115F}", "\u{200D}", "\u{180E}", "\u{E000}",
    ].map { Array($0.utf8) } + [[0xFF], [0xC3], [0xE2, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80], [0x9B], [0x80]]

  /// A few pieces, one after another.
  static func some(_ random: inout SplitMix64, most: Int = 3) -> [UInt8] {
    (0...random.below(most)).flatMap { _ in random.pick(pieces) }
  }

  /// Lines that belong into a section of their own kind, as `section key=value`.
  private static let lines: [UnitKind: [String]] = [
    .container: [
      "Image=docker.io/library/nginx:1.27", "Exec=/bin/run --flag \"a b\"", "PublishPort=8080:80",
      "PublishPort=[::1]:53:53/udp",
      "Volume=data.volume:/data:Z", "Volume=/etc/x:/etc/x:ro", "Network=web.network", "Environment=A=b \"C=d e\"",
      "EnvironmentFile=./app.env", "Secret=key,type=env,target=KEY", "Mount=type=bind,src=/a,dst=/b",
      "Tmpfs=/run:size=1m",
      "User=101", "PodmanArgs=--memory 1g -p 9090:90", "HealthCmd=curl -f http://localhost/", "Label=a=b",
      "ReadOnly=enabled",
      "ContainerName=web-%i", "Pod=group.pod", "AddCapability=NET_ADMIN", "AutoUpdate=registry", "Annotation=a=\"b\"",
    ],
    .pod: ["PodName=group", "PublishPort=80:80", "Network=web.network", "Volume=data.volume:/x"],
    .volume: ["VolumeName=data", "Driver=local", "Label=a=b"],
    .network: ["Subnet=10.0.0.0/24", "Gateway=10.0.0.1", "Internal=true", "NetworkName=web"],
    .kube: ["Yaml=pods.yaml", "PublishPort=80:80", "ConfigMap=map.yaml"],
    .build: ["ImageTag=localhost/x:1", "File=./Containerfile", "SetWorkingDirectory=unit"],
    .image: ["Image=quay.io/x/y:1", "AllTags=yes"],
  ]

  private static let common = [
    "[Unit]\nDescription=Web\nAfter=data-volume.service network-online.target\n",
    "[Service]\nRestart=always\nTimeoutStartSec=900\n",
    "[Install]\nWantedBy=default.target\n", "[X-Own]\nA=b\n", "# leger: allow image-without-tag -- a test\n",
    "# leger: allow-file inline-comment\n", "; comment\n", "\n\n",
    "[Install]\nAlias=other.service\nRequiredBy=x.target\n",
    "[Service]\nExecStartPre=/bin/true \\\n  a \\\n # comment\n  b\n", "[Quadlet]\nDefaultDependencies=false\n",
  ]

  /// The unit kinds with lines of their own, in a fixed order.
  static let kinds: [UnitKind] = [.container, .pod, .volume, .network, .kube, .build, .image]

  /// A unit that could be someone's.
  static func unit(_ kind: UnitKind, _ random: inout SplitMix64) -> [UInt8] {
    let own = lines[kind] ?? []
    var text = random.below(3) == 0 ? random.pick(common) : ""
    text += "[\(kind.section)]\n"
    if let first = own.first { text += first + "\n" }
    for _ in 0..<random.below(6) {
      let line = random.pick(own)
      text += random.below(5) == 0 ? line.replacing("=", with: " =\t", maxReplacements: 1) + "  \n" : line + "\n"
    }
    for _ in 0..<random.below(3) { text += random.pick(common) }
    return Array(text.utf8)
  }

  /// Puts hostile pieces somewhere into a text, or damages it.
  static func spoil(_ text: inout [UInt8], _ random: inout SplitMix64) {
    for _ in 0...random.below(4) {
      switch random.below(4) {
      case 0:
        var mutator = Mutator([text], seed: random.next())
        text = mutator.next()
      case 1:
        // A line of its own, so it stays a comment or becomes a key.
        let line = random.pick([
          "# ", "# leger: allow ", "Label=", "Environment=", "Description=", "Unknown", "[", "Image=", "Exec=",
        ])
        text += Array(line.utf8) + some(&random) + [UInt8(ascii: "\n")]
      default: text.insert(contentsOf: some(&random), at: random.below(text.count + 1))
      }
    }
  }

  static let kubernetes = """
    apiVersion: v1
    kind: Pod
    metadata:
      name: web
    spec:
      containers:
      - name: web
        image: nginx
        ports:
        - containerPort: 80
          hostPort: 8080
        env:
        - name: A
          value: "b"

    """

  static let environmentFile = "A=b\nexport C=d\n# comment\nE=\"f g\"\nH\n"
}
