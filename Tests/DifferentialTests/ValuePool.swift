import QuadletAnalysis

/// Values to choose from when composing a unit, both suitable and unsuitable ones.
enum ValuePool {
  /// Values that suit no key in particular, and some that suit no key at all.
  static let odd: [String] = [
    "", " ", "a", "a b", "a  b", "a:b", "a:b:c", ":", "::", "=", "a=b", "a=", "=b", "%i", "%%", "%h/x", "./x", "../x",
    ".", "/",
    "\"\"", "\"a\"", "\"a b\"", "'a b'", "a\"b", "\"a", "a\"", "'a", "a'", "\"\"a\"\"", "\"", "'", "\"a\" b \"c\"",
    "'' x",
    "\\", "a\\", "\\x41", "\\x4", "\\x00", "\\u00e9", "\\U0001F600", "\\101", "\\400", "\\q", "\\s", "\\t\\n", "a\\ b",
    "\\\"", "\\'", "\"a\\\"b\"", "\"x\\", "é", "日本", "a\u{A0}b", "\u{85}", "a\tb", "\u{0B}x\u{0C}", "a;b", "#a", "a #b",
    ";",
    "yes", "no", "True", "ON", "0", "1", "-1", "+5", "--5", "0x1F", "010", "99999999999", "1.5", "[a]", "{\"a\":1}",
    "[\"a\",\"b c\"]",
    "$x", "$$", "${X}", "~", "*", "a,b", ",", "a,,b", "a,\"b,c\"", "\"a,b\"", "x.container", ".volume", "systemd-%N",
    "a|b", "a\\\\b",
    "none", "auto", "keep-id", "host", "\u{FEFF}a", "\u{2028}", "\u{7F}", "\u{1}", "\\x7f", "\\x80", "\\xff", "\\uD800",
    "a\u{80}b",
  ]

  /// Returns values that a grammar is meant for, and near misses.
  static func values(_ grammar: Grammar) -> [String] {
    switch grammar {
    case .boolean: ["true", "false", "yes", "no", "on", "off", "1", "0", "TRUE", "yeſ", "y", "", "\"true\"", "true "]
    case .notify: ["true", "false", "healthy", "Healthy", "yes", "", "\"healthy\""]
    case .unsigned, .limit, .numericID:
      ["0", "5", "-1", "10", "+3", "0x10", "08", "07", "4294967295", "4294967296", "a", "--5", "-0", ""]
    case .duration, .durationOrDisable, .timeSpan: ["30s", "1h30m", "5", "", "disable", "-1s", "infinity"]
    case .byteSize: ["64m", "1g", "100", "1.5G", "k"]
    case .imageReference, .imageOrUnit, .artifactReference:
      [
        "docker.io/library/a:1", "quay.io/x/y@sha256:abc", "a", "localhost/a", "a/b", "A", "img:tag", "", "docker://x",
        "-x", "a b", "\"a\"",
        "a.image ", "registry:5000/a", "x.build:1", "sha256:abc",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
      ]
    case .podmanName, .serviceName, .hostName:
      ["name", "my-%i", "%N", "%N-%N", "%%N", "a/b", "a b", "\"q\"", "ü", "", "x.service", "../x"]
    case .portMapping, .exposedPort:
      [
        "80", "8080:80", "127.0.0.1:8080:80", "[::1]:80:80", "80/udp", "1-5:1-5", "::80", "", " 80 ", "1.2.3.4::80",
        "-80", "80-", "80-81/tcp",
        "80-/tcp", "8 0", "a:b:c:d", "80/", "\"80\"", "65536", "8-6",
      ]
    case .volume:
      [
        "/a:/b", "/a:/b:ro", "./x:/y", "../x:/y:z", "v:/d", "/only", ":/d", ":/d:ro", "%h/a:/b", "%%/a:/b", "./:/x",
        ".:/x", "a:b:c:d",
        "./a/../b//c:/d", "", ".hidden:/d", "~/x:/y", "\"/a b:/c\"", ":",
      ]
    case .mount:
      [
        "type=bind,src=/a,dst=/b", "type=volume,source=v,destination=/b", "type=tmpfs,dst=/t",
        "type=image,source=i,dst=/x", "src=./a,dst=/b",
        "type=bind,source=../a,dst=/b", "\"type=bind\",src=/a", "type=bind,\"src=/a,b\",dst=/c",
        "type=devpts,dst=/dev/pts", "dst=/x,type=ramfs",
        "type=glob,src=./a*,dst=/b", "type=bind,source=", "type=bind,source", "type=volume,dst=/b", "type", "type=", "",
        "type=bind,src=/a,source=/b",
        "type=bind,src=\"/a\"", "a\"b", "\"a\"b,c", "\"a\"\"b\",src=/c", "type=volume,source=v,dst=/x\\,y",
        "type=artifact,source=a,dst=/x",
        "type=bind,src=%h/a,dst=/b", " type=bind,src=/a", "type=image,src=./a,dst=/d,rw=true", "source=/a,type=volume",
      ]
    case .tmpfs: ["/t", "/t:size=1m", ":", "t", ""]
    case .network:
      [
        "host", "none", "bridge:ip=1.2.3.4", "a", "container:x", "a.network:", "ns:/x", "", ":", "pasta:-t,80",
        "slirp4netns", "x.network:ip=1",
      ]
    case .pod: ["p", "p.pod:x", "", "pod"]
    case .hostMapping: ["a:1.2.3.4", "a;b:1.2.3.4", "h:host-gateway", "a", ""]
    case .device:
      [
        "/dev/null", "/dev/nope", "-/dev/null", "-/dev/nope:rwm", "-/dev/null:/dev/x:r", "-", "--/dev/null",
        "vendor.com/x=y", "-rel", "-/dev", "- /dev/null",
      ]
    case .assignments, .environment, .sysctl:
      [
        "A=b", "A=b C=d", "A", "A=\"b c\"", "\"A=b c\"", "A='x' B", "A=1 A=2", "=x", "A=", "\"\"", "A=\\x20", "A=b\\",
        "A=\\n B=é", "'A=\"q\"'",
        "A=%i B=%%", "A B=c D", "\"A\"=b", "a.b/c=d e", "A=$x", "A==", "ü=1 z=2 a=3",
      ]
    case .user, .group: ["1000", "root", "a:b", "%U", "", "\"x y\""]
    case .userNamespace: ["keep-id", "auto:size=5", "keep-id:uid=1,gid=1", "host", "", "manual", "a b"]
    case .remapUsers: ["manual", "auto", "keep-id", "Auto", "", "host", "\"auto\"", "auto "]
    case .idMap: ["0:1:2", "0:1:2 3:4:5", "1000", "", "\"0:1:2\"", "@1:2", "0:1 \"\" 2:3", "'a"]
    case .arguments, .unitNames, .systemdUnitNames, .capability, .maskPaths:
      [
        "--a --b=c", "--x=\"a b\"", "--y 'c d'", "a\\x20b", "\"a b\" c", "--log=\\\"x\\\"", "a.service b.service",
        "x-volume.service", "ALL:/a",
        "/a:/b", "unmask", "", "\"", "a \"\" b", "--z=\\", "%i.service", "/dev/null", "--q=$$x", "--d='", "a\\zb",
        "@x.service",
      ]
    case .healthCommand, .entrypoint:
      ["curl -f x", "[\"a\",\"b\"]", "none", "", "sh -c 'exit 1'", "\"q\"", "a \\\"b\\\""]
    case .signal: ["SIGTERM", "9", "HUP", ""]
    case .hostPath, .containerPath, .seccompProfile:
      [
        "/a/b", "./a", "../a/b", "%h/x", "a", "", "/a b", "~/x", "./", ".", "..", "\"/a\"", "http://x/y",
        "https://github.com/a/b.git", "git://x",
        "a/./b", "//x//y", "/..", "%%/a", "a.env b.env", "-x", "-./x", "github.com/a/b", "git@x:y",
      ]
    case .autoUpdate, .kubeAutoUpdate: ["registry", "local", "x/registry", "a/b/local", "/local", "", "no", "a/"]
    case .kubeWorkingDirectory:
      ["yaml", "unit", "YAML", "Unit", "file", "File", "/a", "./b", "", "http://x", "../c", "yaML"]
    case .restart: ["always", "no", "on-failure", "", "ALWAYS"]
    case .serviceType: ["notify", "oneshot", "exec", "simple", "", "\"oneshot\""]
    case .killMode: ["mixed", "control-group", "process", "none", ""]
    case .exitPolicy: ["stop", "continue", ""]
    case .exitCodePropagation: ["all", "any", "none", ""]
    case .cgroupsMode: ["split", "enabled", "no-conmon", "disabled", ""]
    case .logDriver, .healthLogDestination, .healthOnFailure, .pullPolicy, .buildPullPolicy, .imageVolume:
      ["journald", "none", "kill", "always", "never", "ignore", "bind", "", "local"]
    case .ipv4, .ipv6, .ipAddress, .dnsServer: ["1.2.3.4", "fd00::1", "none", "x", ""]
    case .subnet, .ipRange: ["10.0.0.0/24", "10.0.0.1-10.0.0.9", "", "fd00::/64", "x"]
    default: ["a", "b-c", "x=y", "a,b", "", "secret,type=env,target=X", "nofile=1:2", "Europe/Berlin", "/x", "a b"]
    }
  }
}
