/// What is wrong with the lines of a file.
extension Rule {
  static let malformedLine = Rule(
    "malformed-line",
    .error,
    "A line is neither a section, nor a key with a value, nor a comment.",
    why: """
      Podman rejects the whole file over one such line, and with it every other unit of the folder. The services are \
      missing afterwards, and nothing but the journal says so.
      """,
    bad: "[Container]\nImage=quay.io/podman/hello:v1\n↓ReadOnly\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nReadOnly=true\n",
    isFixable: true
  )

  static let malformedHeader = Rule(
    "malformed-header",
    .error,
    "A section header has text behind it, or an impossible name.",
    why: "Podman takes `[Name]` alone on its line, comments included; anything else makes it reject the file.",
    bad: "↓[Container] # the web server\nImage=quay.io/podman/hello:v1\n",
    good: "# the web server\n[Container]\nImage=quay.io/podman/hello:v1\n",
    isFixable: true,
    fixSafety: .depends
  )

  static let assignmentBeforeSection = Rule(
    "assignment-before-section",
    .error,
    "A key stands before the first section.",
    why: "Podman rejects the file: it cannot tell what the key belongs to. systemd would only pass over the line.",
    bad: "↓Image=quay.io/podman/hello:v1\n[Container]\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\n"
  )

  static let byteOrderMark = Rule(
    "byte-order-mark",
    .error,
    "The file begins with a byte order mark.",
    why:
      "An editor put three invisible bytes before the first line; Podman does not know that line then and rejects the file.",
    bad: "↓\u{FEFF}[Container]\nImage=quay.io/podman/hello:v1\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\n",
    isFixable: true,
    fixSafety: .safe
  )

  static let swallowedSection = Rule(
    "swallowed-section",
    .warning,
    "A backslash at the end of a line makes a section header part of a value.",
    why: """
      A line that ends in a backslash goes on with the next line that is not a comment, even when that is empty lines \
      further down. The header becomes the end of a value and its keys land in the section before it.
      """,
    bad: "[Container]\nImage=quay.io/podman/hello:v1\nExec=serve \\\n\n↓[Install]\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nExec=serve\n\n[Install]\nWantedBy=default.target\n",
    isFixable: true
  )

  static let swallowedKey = Rule(
    "swallowed-key",
    .warning,
    "A backslash at the end of a line makes the next key part of a value.",
    why:
      "The key is not read; its text becomes an argument. Usually a backslash was left behind when lines were removed.",
    bad: "[Container]\nImage=quay.io/podman/hello:v1\nPodmanArgs=--quiet \\\n↓ReadOnly=true\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nPodmanArgs=--quiet\nReadOnly=true\n",
    isFixable: true
  )

  static let lostContinuation = Rule(
    "lost-continuation",
    .warning,
    "A backslash before the end of the file loses the whole key.",
    why: """
      When only comments and empty lines follow a line that ends in a backslash, Podman forgets the key without a word; \
      systemd would keep it.
      """,
    bad: "[Container]\nImage=quay.io/podman/hello:v1\n↓Exec=serve \\\n# the end\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nExec=serve\n# the end\n",
    isFixable: true
  )

  static let inlineComment = Rule(
    "inline-comment",
    .warning,
    "A comment behind a value is part of the value.",
    why: "Comments have lines of their own in unit files. What stands behind the value goes to podman with it.",
    bad: "[Container]\nImage=quay.io/podman/hello:v1 ↓# the newest\n",
    good: "# the newest\n[Container]\nImage=quay.io/podman/hello:v1\n",
    isFixable: true
  )

  static let nulByte = Rule(
    "nul-byte",
    .warning,
    "A NUL byte ends the value.",
    why: "Podman cuts words at a NUL byte, systemd the whole line; what follows is lost.",
    bad: "[Container]\nImage=quay.io/podman/hello:v1\nExec=serve ↓\0now\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nExec=serve now\n"
  )

  static let invalidUTF8 = Rule(
    "invalid-utf8",
    .warning,
    "A value is not UTF-8.",
    why:
      "Podman copies the bytes, systemd then ignores the line it finds them in: ExecStart= is gone and the service is broken.",
    bad: "",
    good: ""
  )

  static let syntax = [
    malformedLine, malformedHeader, assignmentBeforeSection, byteOrderMark, swallowedSection, swallowedKey,
    lostContinuation, inlineComment, nulByte, invalidUTF8, unreadableFile, fileTooLarge, rejectedFolder, shadowedUnit,
    malformedBundle,
  ]

  /// A bundle of units that cannot be taken apart; the host finds it when it reads the file.
  public static let malformedBundle = Rule(
    "malformed-bundle",
    .error,
    "A .quadlets bundle cannot be taken apart.",
    why: """
      podman quadlet install splits a bundle at lines that are nothing but ---; each part needs a comment # FileName=NAME \
      and the section of its kind.
      """,
    bad: "--- site.quadlets\n# FileName=web\n[Container]\nImage=quay.io/podman/hello:v1\n---\n↓[Volume]\n",
    good:
      "--- site.quadlets\n# FileName=web\n[Container]\nImage=quay.io/podman/hello:v1\n---\n# FileName=data\n[Volume]\n"
  )

  static let unreadableFile = Rule(
    "unreadable-file",
    .error,
    "A file cannot be read.",
    why: "Podman cannot read it either, and then leaves out every unit of the folder.",
    bad: "",
    good: ""
  )

  static let fileTooLarge = Rule(
    "file-too-large",
    .error,
    "A file has more than 64 MiB.",
    why: "Nothing of that size is a unit; leger does not read it.",
    bad: "",
    good: ""
  )

  static let rejectedFolder = Rule(
    "rejected-folder",
    .error,
    "Another file of the folder does not load, so Podman leaves this unit out as well.",
    why:
      "Podman reads a folder as a whole: one file that it rejects takes all units beside it with it, sub-folders excepted.",
    bad: "--- broken.container\n↓oops\n--- web.container\n↓[Container]\nImage=quay.io/podman/hello:v1\n",
    good: "--- web.container\n[Container]\nImage=quay.io/podman/hello:v1\n"
  )

  static let shadowedUnit = Rule(
    "shadowed-unit",
    .note,
    "An earlier folder has a unit of the same name, so this one is passed over.",
    why: """
      Names count over all folders: Podman reads the first unit of a name and passes over the others without a word. \
      When the folders are meant for different hosts, check them one by one with --per-folder.
      """,
    bad:
      "--- blue/web.container\n[Container]\nImage=quay.io/podman/hello:v1\n--- green/web.container\n↓[Container]\nImage=quay.io/podman/hello:v2\n",
    good:
      "--- blue/web.container\n[Container]\nImage=quay.io/podman/hello:v1\n--- green/web-new.container\n[Container]\nImage=quay.io/podman/hello:v2\n"
  )
}
