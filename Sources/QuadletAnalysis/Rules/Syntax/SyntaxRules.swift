/// Mistakes in the lines of a file, and files that Podman does not load.
extension Rule {
  static let malformedLine = Rule(
    "malformed-line",
    .error,
    "A line is neither a section header, a Key=Value line nor a comment.",
    why: """
      One such line makes Podman reject the whole file, and every other unit in the folder with it. Their services are \
      then missing, and only the journal says so.
      """,
    bad: "[Container]\nImage=quay.io/podman/hello:v1\n↓ReadOnly\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nReadOnly=true\n",
    isFixable: true
  )

  static let malformedHeader = Rule(
    "malformed-header",
    .error,
    "A section header is followed by text, or has an invalid name.",
    why:
      "A header such as `[Name]` must be alone on its line, without even a comment; otherwise Podman rejects the file.",
    bad: "↓[Container] # the web server\nImage=quay.io/podman/hello:v1\n",
    good: "# the web server\n[Container]\nImage=quay.io/podman/hello:v1\n",
    isFixable: true,
    fixSafety: .depends
  )

  static let assignmentBeforeSection = Rule(
    "assignment-before-section",
    .error,
    "A key comes before the first section.",
    why: "Podman cannot tell which section it belongs to, and rejects the file. systemd would only ignore the line.",
    bad: "↓Image=quay.io/podman/hello:v1\n[Container]\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\n"
  )

  static let byteOrderMark = Rule(
    "byte-order-mark",
    .error,
    "The file starts with a byte order mark.",
    why:
      "Some editors put three invisible bytes before the first line. Podman then does not recognize the line and rejects the file.",
    bad: "↓\u{FEFF}[Container]\nImage=quay.io/podman/hello:v1\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\n",
    isFixable: true,
    fixSafety: .safe
  )

  static let swallowedSection = Rule(
    "swallowed-section",
    .warning,
    "A backslash at the end of a line turns a section header into part of a value.",
    why: """
      A line that ends in a backslash continues on the next line that is not a comment, even across empty lines. The \
      header becomes the end of a value, and the keys below it end up in the previous section.
      """,
    bad: "[Container]\nImage=quay.io/podman/hello:v1\nExec=serve \\\n\n↓[Install]\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nExec=serve\n\n[Install]\nWantedBy=default.target\n",
    isFixable: true
  )

  static let swallowedKey = Rule(
    "swallowed-key",
    .warning,
    "A backslash at the end of a line turns the next key into part of a value.",
    why:
      "The key is not read; its text is added to the value. Usually the backslash is left over from lines that were removed.",
    bad: "[Container]\nImage=quay.io/podman/hello:v1\nPodmanArgs=--quiet \\\n↓ReadOnly=true\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nPodmanArgs=--quiet\nReadOnly=true\n",
    isFixable: true
  )

  static let lostContinuation = Rule(
    "lost-continuation",
    .warning,
    "A key is lost because its line ends in a backslash and only comments follow.",
    why: """
      When only comments and empty lines follow a line that ends in a backslash, Podman silently drops the key; systemd \
      would keep it.
      """,
    bad: "[Container]\nImage=quay.io/podman/hello:v1\n↓Exec=serve \\\n# the end\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nExec=serve\n# the end\n",
    isFixable: true
  )

  static let endlessContinuation = Rule(
    "endless-continuation",
    .error,
    "An empty line follows a backslash, and the generator of this Podman release hangs on it.",
    why: """
      Before Podman 5.4, the generator loops forever when an empty line follows a backslash, until systemd gives up on all \
      generators. Later releases skip the empty line.
      """,
    bad: "[Container]\nImage=quay.io/podman/hello:v1\nExec=serve ↓\\\n\n[Install]\nWantedBy=default.target\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nExec=serve\n\n[Install]\nWantedBy=default.target\n",
    isFixable: true,
    podman: .podman(5, 3, 2)
  )

  static let inlineComment = Rule(
    "inline-comment",
    .warning,
    "A comment after a value becomes part of the value.",
    why: "In unit files, a comment needs its own line. Podman reads text after a value as part of the value.",
    bad: "[Container]\nImage=quay.io/podman/hello:v1 ↓# the newest\n",
    good: "# the newest\n[Container]\nImage=quay.io/podman/hello:v1\n",
    isFixable: true
  )

  static let nulByte = Rule(
    "nul-byte",
    .warning,
    "A value contains a NUL byte.",
    why: "Podman drops the rest of the word after a NUL byte, and systemd drops the rest of the line.",
    bad: "[Container]\nImage=quay.io/podman/hello:v1\nExec=serve ↓\0now\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nExec=serve now\n"
  )

  static let invalidUTF8 = Rule(
    "invalid-utf8",
    .warning,
    "A value is not valid UTF-8.",
    why: """
      Podman copies the bytes into the service, and systemd ignores every line that contains them. If that is the \
      ExecStart= line, the service cannot start.
      """,
    bad: "",
    good: ""
  )

  static let syntax = [
    malformedLine, malformedHeader, assignmentBeforeSection, byteOrderMark, swallowedSection, swallowedKey,
    lostContinuation, endlessContinuation, inlineComment, nulByte, invalidUTF8, unreadableFile, fileTooLarge,
    rejectedFolder, shadowedUnit, malformedBundle,
  ]

  /// A bundle that cannot be split into units; the host finds it when it reads the file.
  public static let malformedBundle = Rule(
    "malformed-bundle",
    .error,
    "A .quadlets bundle cannot be split into units.",
    why: """
      `podman quadlet install` splits a bundle at lines that contain only ---. Each part needs a comment # FileName=NAME \
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
    why: "Podman cannot read it either, and then leaves out every unit in the folder.",
    bad: "",
    good: ""
  )

  static let fileTooLarge = Rule(
    "file-too-large",
    .error,
    "A file is larger than 64 MiB, or has too many lines or words.",
    why: """
      No unit is that large, so leger does not read the file: it reads up to 30,000 lines, at least eight bytes long on \
      average when there are more than 1,000, and 200,000 words, list items and variables.
      """,
    bad: "",
    good: ""
  )

  static let rejectedFolder = Rule(
    "rejected-folder",
    .error,
    "Podman cannot load another file in the folder, so it leaves this unit out too.",
    why:
      "Podman reads a folder as a whole: when it rejects one file, it leaves out all units in that folder, but not in its subfolders.",
    bad: "--- broken.container\n↓oops\n--- web.container\n↓[Container]\nImage=quay.io/podman/hello:v1\n",
    good: "--- web.container\n[Container]\nImage=quay.io/podman/hello:v1\n"
  )

  static let shadowedUnit = Rule(
    "shadowed-unit",
    .note,
    "An earlier folder has a unit with the same name, so Podman ignores this one.",
    why: """
      Unit names must be unique across all folders: Podman reads the first unit with a name and silently ignores the others. \
      If the folders are meant for different hosts, check each of them separately with --per-folder.
      """,
    bad:
      "--- blue/web.container\n[Container]\nImage=quay.io/podman/hello:v1\n--- green/web.container\n↓[Container]\nImage=quay.io/podman/hello:v2\n",
    good:
      "--- blue/web.container\n[Container]\nImage=quay.io/podman/hello:v1\n--- green/web-new.container\n[Container]\nImage=quay.io/podman/hello:v2\n"
  )
}
