import TestSupport

/// Files that are large, or small with much in them.
enum HostileSizes {
  /// A large file: a head, a piece that is repeated, a tail.
  struct Shape {
    let name: String
    /// The ending of the file's name.
    var suffix = ".container"
    var head = "[Container]\nImage=localhost/a:1\n"
    let piece: String
    var tail = "\n"
  }

  /// Shapes whose time and memory must be in proportion to their size.
  static let shapes: [Shape] = [
    Shape(name: "blank lines", piece: "\n"), Shape(name: "comments", piece: "#\n"),
    Shape(name: "sections", piece: "[A]\n"),
    Shape(name: "own sections", piece: "[Container]\n"), Shape(name: "assignments", piece: "A=b\n"),
    Shape(name: "one key again", piece: "Label=a=b\n"), Shape(name: "one port again", piece: "PublishPort=80:80\n"),
    Shape(name: "one long line", head: "[Container]\nImage=a\nExec=", piece: "aaaaaaaa"),
    Shape(name: "many words", head: "[Container]\nImage=a\nExec=", piece: "a "),
    Shape(name: "many variables", head: "[Container]\nImage=a\nExec=", piece: "${V} "),
    Shape(name: "many specifiers", head: "[Container]\nImage=a\nExec=", piece: "%i%%"),
    Shape(name: "many assignments in one line", head: "[Container]\nImage=a\nEnvironment=", piece: "A=b "),
    Shape(name: "lone backslashes", piece: "\\\n"),
    Shape(name: "backslashes in one line", head: "[Container]\nExec=", piece: "\\"),
    Shape(name: "quotes", head: "[Container]\nImage=a\nExec=", piece: "\"a\" "),
    Shape(name: "open quotes", head: "[Container]\nImage=a\nExec=", piece: "\" "),
    Shape(name: "escapes", head: "[Container]\nImage=a\nExec=", piece: "\\x41"),
    Shape(name: "commas", head: "[Container]\nImage=a\nMount=type=bind,", piece: ","),
    Shape(name: "mount options", head: "[Container]\nImage=a\nMount=type=bind,", piece: "src=/a,"),
    Shape(name: "colons", head: "[Container]\nImage=a\nPublishPort=", piece: ":"),
    Shape(name: "one bad line", head: "", piece: "aaaaaaaa"), Shape(name: "bad lines", piece: "x\n"),
    Shape(name: "bad bytes", head: "[Container]\nImage=a\nExec=", piece: "\u{9B}"),
    Shape(name: "zeros", head: "", piece: "\0"),
    Shape(name: "allowances", piece: "# leger: allow x\n"), Shape(name: "carriage returns", piece: "\r\n"),
    Shape(name: "continued comments", head: "[Container]\nExec=a \\\n", piece: "# b\n"),
    Shape(name: "dependencies", head: "[Unit]\nAfter=", piece: "a.service "),
    Shape(name: "podman arguments", head: "[Container]\nImage=a\nPodmanArgs=", piece: "-p 80:80 "),
    Shape(name: "bundle", suffix: ".quadlets", head: "", piece: "---\n"),
    Shape(name: "bundle of units", suffix: ".quadlets", head: "", piece: "# FileName=a\n[Volume]\n---\n"),
    Shape(name: "template", suffix: ".container.j2", piece: "{% if x %}\nA=b\n{% endif %}\n"),
    Shape(name: "template tags", suffix: ".container.j2", piece: "{{"),
  ]

  /// Large files that a small unit names.
  static let neighbours: [(path: String, unit: String, shape: Shape)] = [
    (
      "app.env", "[Container]\nImage=a\nEnvironmentFile=./app.env\n",
      Shape(name: "environment file", head: "", piece: "A=b\n")
    ),
    (
      "app.env", "[Container]\nImage=a\nEnvironmentFile=./app.env\n",
      Shape(name: "environment file of one line", head: "A=", piece: "b")
    ),
    ("p.yaml", "[Kube]\nYaml=p.yaml\n", Shape(name: "YAML documents", head: "", piece: "---\na: b\n")),
    ("p.yaml", "[Kube]\nYaml=p.yaml\n", Shape(name: "deep YAML", head: "a: ", piece: "[")),
    ("p.yaml", "[Kube]\nYaml=p.yaml\n", Shape(name: "YAML list", head: "a:\n", piece: "- b\n")),
    ("p.yaml", "[Kube]\nYaml=p.yaml\n", Shape(name: "long YAML text", head: "a: \"", piece: "b", tail: "\"\n")),
    (".leger.yaml", "[Container]\nImage=a\n", Shape(name: "settings", head: "ports:\n", piece: "- 80\n")),
    (
      ".leger.yaml", "[Container]\nImage=a\n",
      Shape(name: "settings of volumes", head: "volumes: [", piece: "a,", tail: "a]\n")
    ),
  ]

  /// Mostly a megabyte, sometimes 64.
  static func size(_ random: inout SplitMix64) -> Int {
    random.pick([1 << 16, 1 << 18, 1 << 18, 1 << 20, 1 << 20, 1 << 20, 4 << 20, 16 << 20, 63 << 20])
  }
}
