/// Values that are not what their key takes.
extension Rule {
  static let invalidValue = Rule(
    "invalid-value",
    .warning,
    "A value is not what the key takes.",
    why: """
      The generator copies most values without a look. podman refuses them when the service starts, or takes them for \
      something else.
      """,
    bad: "[Container]\nImage=quay.io/podman/hello:v1\nAutoUpdate=↓registy\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nAutoUpdate=registry\n",
    isFixable: true
  )

  static let booleanMistake = Rule(
    "boolean-mistake",
    .warning,
    "A word that is meant as yes counts as no.",
    why: "Podman knows 1, yes, true and on; every other word is false, without a message. systemd knows more words.",
    bad: "[Container]\nImage=quay.io/podman/hello:v1\nNoNewPrivileges=↓enabled\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nNoNewPrivileges=true\n",
    isFixable: true
  )

  static let unsupportedValue = Rule(
    "unsupported-value",
    .error,
    "The generator does not take a value.",
    why: "The key takes a few words only, and Podman refuses the unit over any other.",
    bad: "[Container]\nImage=quay.io/podman/hello:v1\nRemapUsers=↓always\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nUserNS=auto\n"
  )

  static let unsupportedServiceValue = Rule(
    "unsupported-service-value",
    .error,
    "A service of podman cannot have this Type= or KillMode=.",
    why: "Podman needs Type=notify or oneshot and KillMode=mixed or control-group, and refuses the unit otherwise.",
    bad: "[Container]\nImage=quay.io/podman/hello:v1\n[Service]\nType=↓simple\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\n[Service]\nType=notify\n",
    isFixable: true,
    fixSafety: .safe
  )

  static let invalidPort = Rule(
    "invalid-port",
    .error,
    "The generator does not take a port.",
    why: "The value must end in a port or a range of ports, with /tcp or /udp behind it or not.",
    bad: "[Container]\nImage=quay.io/podman/hello:v1\nExposeHostPort=↓http\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nExposeHostPort=80\n"
  )

  static let malformedMount = Rule(
    "malformed-mount",
    .error,
    "A Mount= cannot be taken apart.",
    why: "The options are read as comma separated values; a quote must begin a field and end it.",
    bad: "[Container]\nImage=quay.io/podman/hello:v1\nMount=↓type=bind,source=/a\\\"b,destination=/c\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nMount=type=bind,source=/ab,destination=/c\n"
  )

  static let emptyMountSource = Rule(
    "empty-mount-source",
    .error,
    "A mount has no source.",
    why:
      "A mount of type bind, image, glob or artifact needs to know what is mounted, before Podman 6.0 one of type volume too.",
    bad: "[Container]\nImage=quay.io/podman/hello:v1\nMount=↓type=bind,destination=/data\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nMount=type=bind,source=/srv/data,destination=/data\n"
  )

  static let badEscape = Rule(
    "bad-escape",
    .warning,
    "A backslash that begins no escape makes Podman drop the whole assignment.",
    why: """
      In command lines and lists of words a backslash begins an escape such as \\n or \\x20. Over one that it does not know \
      Podman forgets the assignment; at best a message without file and line says so. Write two backslashes for one.
      """,
    bad: "[Container]\nImage=quay.io/podman/hello:v1\nExec=grep ↓\\d file\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nExec=grep \\\\d file\n",
    isFixable: true
  )

  static let openQuote = Rule(
    "open-quote",
    .warning,
    "A quote is not closed.",
    why:
      "Everything up to the end becomes one word, or the assignment is dropped, as the key is read. systemd refuses such a line.",
    bad: "[Container]\nImage=quay.io/podman/hello:v1\nExec=sh -c ↓\"echo hello\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nExec=sh -c \"echo hello\"\n"
  )

  static let emptyWord = Rule(
    "empty-word",
    .warning,
    "An empty word ends the list, and what follows is lost.",
    why: "Podman stops reading words at the first empty one, such as \"\"; systemd would pass it on as an argument.",
    bad: "[Container]\nImage=quay.io/podman/hello:v1\nExec=serve --title ↓\"\" --port 80\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nExec=serve --title=none --port 80\n"
  )

  static let splitAssignment = Rule(
    "split-assignment",
    .warning,
    "A value with spaces but without quotes becomes several variables.",
    why:
      "The key takes several KEY=VALUE words on a line, so a space ends the value. Quotes around the whole word keep it together.",
    bad: "[Container]\nImage=quay.io/podman/hello:v1\nEnvironment=TITLE=My ↓Site\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nEnvironment=\"TITLE=My Site\"\n",
    isFixable: true
  )

  static let unsupportedServiceUser = Rule(
    "service-user",
    .warning,
    "[Service] User=, Group= and DynamicUser= do not go with podman.",
    why: """
      systemd would start podman itself as that user, without a session, and most of what podman needs is missing then. \
      [Container] User= sets the user in the container; a rootless unit belongs into that user's own folder.
      """,
    bad: "[Container]\nImage=quay.io/podman/hello:v1\n[Service]\n↓User=web\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nUser=1000\n"
  )

  static let secondExecStart = Rule(
    "second-exec-start",
    .warning,
    "[Service] ExecStart= stands beside the one that Podman generates.",
    why:
      "systemd refuses a service with two commands unless it is of Type=oneshot; the container's command is [Container] Exec=.",
    bad: "[Container]\nImage=quay.io/podman/hello:v1\n[Service]\n↓ExecStart=/usr/bin/serve\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nExec=/usr/bin/serve\n",
    isFixable: true
  )

  static let values = [
    invalidValue, booleanMistake, unsupportedValue, unsupportedServiceValue, invalidPort, malformedMount,
    emptyMountSource,
    badEscape, openQuote, emptyWord, splitAssignment, unsupportedServiceUser, secondExecStart,
  ]
}
