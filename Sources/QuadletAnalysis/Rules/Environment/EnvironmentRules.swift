/// Environment files, and variables in commands.
extension Rule {
  static let missingEnvironmentFile = Rule(
    "missing-environment-file",
    .warning,
    "An environment file does not exist.",
    why: """
      The generator does not check whether the file exists; `podman` does when the service starts, and fails. A relative \
      path starts in the unit's folder. If Git ignores the file, or if an example of it exists, the finding is only a \
      note, because the file is then meant to come from elsewhere.
      """,
    bad: "[Container]\nImage=quay.io/podman/hello:v1\nEnvironmentFile=↓web.env\n",
    good: "--- web.container\n[Container]\nImage=quay.io/podman/hello:v1\nEnvironmentFile=web.env\n--- web.env\nA=1\n"
  )

  static let optionalEnvironmentFile = Rule(
    "optional-environment-file",
    .warning,
    "A minus sign before a container's environment file becomes part of the file name.",
    why: """
      In [Service], a minus sign before the path makes the file optional. In [Container], no Podman release supports that: \
      the minus sign stays part of the path, and the service fails because no such file exists.
      """,
    bad: "--- web.container\n[Container]\nImage=quay.io/podman/hello:v1\nEnvironmentFile=↓-web.env\n--- web.env\nA=1\n",
    good: "--- web.container\n[Container]\nImage=quay.io/podman/hello:v1\nEnvironmentFile=web.env\n--- web.env\nA=1\n",
    isFixable: true
  )

  static let relativeEnvironmentFile = Rule(
    "relative-environment-file",
    .warning,
    "An environment file has a relative path where that does not work.",
    why: """
      EnvironmentFile= in [Service] accepts only absolute paths; systemd ignores all others. In [Container], a relative \
      path starts in the unit's folder, unless it begins with a specifier: write ./%n.env, not %n.env.
      """,
    bad: "[Container]\nImage=quay.io/podman/hello:v1\n[Service]\nEnvironmentFile=↓web.env\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\n[Service]\nEnvironmentFile=/etc/web.env\n"
  )

  static let mistakenEnvironmentLine = Rule(
    "mistaken-environment-line",
    .warning,
    "A line of an environment file does not mean what it seems to mean.",
    why: """
      `podman` reads the files of [Container] one line at a time. Everything before the first = is the name, including \
      the word export and whitespace; everything after it is the value, including quotes, whitespace and comments. A line \
      without = sets no variable. systemd reads the files of [Service]: it handles quotes and whitespace, but it ignores a \
      line that starts with export, and a comment after a value becomes part of the value.
      """,
    bad: """
      --- web.container
      [Container]
      Image=quay.io/podman/hello:v1
      EnvironmentFile=↓web.env
      --- web.env
      TITLE="My site"

      """,
    good: """
      --- web.container
      [Container]
      Image=quay.io/podman/hello:v1
      EnvironmentFile=web.env
      --- web.env
      TITLE=My site

      """
  )

  static let readableSecretFile = Rule(
    "readable-secret-file",
    .note,
    "Others can read an environment file that contains credentials.",
    why: """
      Every user of the machine, or every member of a group, can read the credentials. chmod 600 restricts them to the owner; a Podman \
      secret (Secret=) needs no file at all. Files in a Git work tree are not reported, because Git does not store such \
      modes.
      """,
    bad: """
      --- web.container
      [Container]
      Image=quay.io/podman/hello:v1
      EnvironmentFile=↓web.env
      --- web.env
      DB_PASSWORD=correct-horse

      """,
    good: "[Container]\nImage=quay.io/podman/hello:v1\nSecret=db-password,type=env,target=DB_PASSWORD\n"
  )

  static let undefinedVariable = Rule(
    "undefined-variable",
    .warning,
    "A variable in a command has no value when systemd expands it.",
    why: """
      Before `podman` runs, systemd expands ${NAME} anywhere in a command, and $NAME as a separate word, even in single \
      quotes. It knows the variables of [Service] and of its own environment; Environment= and EnvironmentFile= in \
      [Container] reach only the container. $$ passes a literal $ to the shell in the container. systemd does not support \
      defaults such as ${NAME:-x} and leaves them unchanged. The finding is only a note if the variable may come from the \
      service manager's environment.
      """,
    bad: """
      [Container]
      Image=quay.io/podman/hello:v1
      Environment=DB_USER=web
      HealthCmd=pg_isready -U ↓${DB_USER}

      """,
    good: """
      [Container]
      Image=quay.io/podman/hello:v1
      Environment=DB_USER=web
      HealthCmd=pg_isready -U $${DB_USER}

      """,
    isFixable: true
  )

  static let environment = [
    missingEnvironmentFile, optionalEnvironmentFile, relativeEnvironmentFile, mistakenEnvironmentLine,
    readableSecretFile, undefinedVariable,
  ]
}
