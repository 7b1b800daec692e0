/// Values that are invalid for their key.
extension Rule {
  static let invalidValue = Rule(
    "invalid-value",
    .warning,
    "A value is not valid for its key.",
    why: """
      The generator copies most values unchecked. `podman` then refuses them when the service starts, or misreads them.
      """,
    bad: "[Container]\nImage=quay.io/podman/hello:v1\nAutoUpdate=↓registy\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nAutoUpdate=registry\n",
    isFixable: true
  )

  static let booleanMistake = Rule(
    "boolean-mistake",
    .warning,
    "A value that is meant as true counts as false.",
    why:
      "Podman reads 1, yes, true and on as true, and silently reads everything else as false. systemd accepts more words.",
    bad: "[Container]\nImage=quay.io/podman/hello:v1\nNoNewPrivileges=↓enabled\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nNoNewPrivileges=true\n",
    isFixable: true
  )

  static let unsupportedValue = Rule(
    "unsupported-value",
    .error,
    "The generator does not accept a value.",
    why: "The key accepts only certain words, and Podman refuses a unit with any other.",
    bad: "[Container]\nImage=quay.io/podman/hello:v1\nRemapUsers=↓always\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nUserNS=auto\n"
  )

  static let unsupportedServiceValue = Rule(
    "unsupported-service-value",
    .error,
    "A service that runs podman cannot have this Type= or KillMode=.",
    why: "Podman requires Type=notify or oneshot, and KillMode=mixed or control-group; otherwise it refuses the unit.",
    bad: "[Container]\nImage=quay.io/podman/hello:v1\n[Service]\nType=↓simple\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\n[Service]\nType=notify\n",
    isFixable: true,
    fixSafety: .safe
  )

  static let invalidPort = Rule(
    "invalid-port",
    .error,
    "The generator does not accept a port.",
    why: "The value must end in a port or a range of ports, optionally followed by /tcp or /udp.",
    bad: "[Container]\nImage=quay.io/podman/hello:v1\nExposeHostPort=↓http\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nExposeHostPort=80\n"
  )

  static let malformedMount = Rule(
    "malformed-mount",
    .error,
    "A Mount= cannot be split into its options.",
    why: "The options are comma-separated values; quotes can only be the first and last characters of a field.",
    bad: "[Container]\nImage=quay.io/podman/hello:v1\nMount=↓type=bind,source=/a\\\"b,destination=/c\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nMount=type=bind,source=/ab,destination=/c\n"
  )

  static let emptyMountSource = Rule(
    "empty-mount-source",
    .error,
    "A mount has no source.",
    why:
      "A mount of type bind, image, glob or artifact needs a source; before Podman 6.0, so does one of type volume.",
    bad: "[Container]\nImage=quay.io/podman/hello:v1\nMount=↓type=bind,destination=/data\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nMount=type=bind,source=/srv/data,destination=/data\n"
  )

  static let badEscape = Rule(
    "bad-escape",
    .warning,
    "An invalid escape sequence makes Podman drop the whole assignment.",
    why: """
      In command lines and lists of words, a backslash starts an escape sequence such as \\n or \\x20. If Podman does not \
      know the sequence, it drops the assignment, at best with a message that names neither file nor line. For a literal \
      backslash, write two.
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
      "Depending on the key, everything up to the end of the value becomes one word, or Podman drops the assignment. systemd rejects the line.",
    bad: "[Container]\nImage=quay.io/podman/hello:v1\nExec=sh -c ↓\"echo hello\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nExec=sh -c \"echo hello\"\n"
  )

  static let emptyWord = Rule(
    "empty-word",
    .warning,
    "An empty word ends the list, and the rest is lost.",
    why: "Podman stops reading at the first empty word, such as \"\"; systemd would pass it on as an argument.",
    bad: "[Container]\nImage=quay.io/podman/hello:v1\nExec=serve --title ↓\"\" --port 80\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nExec=serve --title=none --port 80\n"
  )

  static let splitAssignment = Rule(
    "split-assignment",
    .warning,
    "A value with spaces but without quotes becomes several variables.",
    why:
      "A line can hold several KEY=VALUE words, so a space ends the value. Put quotes around the whole word.",
    bad: "[Container]\nImage=quay.io/podman/hello:v1\nEnvironment=TITLE=My ↓Site\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nEnvironment=\"TITLE=My Site\"\n",
    isFixable: true
  )

  static let unsupportedServiceUser = Rule(
    "service-user",
    .warning,
    "[Service] has User=, Group= or DynamicUser=, which Podman does not support.",
    why: """
      systemd would start podman itself as that user, but without a user session, so most of what podman needs is missing. \
      To set the user in the container, write User= in [Container]. To run podman as another user of the host, put the \
      unit in that user's ~/.config/containers/systemd.
      """,
    bad: "[Container]\nImage=quay.io/podman/hello:v1\n[Service]\n↓User=web\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\nUser=1000\n"
  )

  static let secondExecStart = Rule(
    "second-exec-start",
    .warning,
    "[Service] has an ExecStart= in addition to the one that Podman generates.",
    why:
      "systemd refuses a service with two commands unless it has Type=oneshot. The container's command belongs in Exec=.",
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
