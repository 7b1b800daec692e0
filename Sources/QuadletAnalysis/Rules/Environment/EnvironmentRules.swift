/// Files of environment variables, and variables in commands.
extension Rule {
  static let missingEnvironmentFile = Rule(
    "missing-environment-file",
    .warning,
    "An environment file is not beside the unit.",
    why: """
      The generator does not look whether the file is there; podman does when the service starts, and fails. A path \
      that is not absolute is one from the unit's folder on. It is a note when Git ignores the file, or an example of it \
      is there: then it comes from somewhere else.
      """,
    bad: "[Container]\nImage=quay.io/podman/hello:v1\nEnvironmentFile=↓web.env\n",
    good: "--- web.container\n[Container]\nImage=quay.io/podman/hello:v1\nEnvironmentFile=web.env\n--- web.env\nA=1\n"
  )

  static let optionalEnvironmentFile = Rule(
    "optional-environment-file",
    .warning,
    "A - before the environment file of a container is part of its name.",
    why: """
      In [Service] a - before the path makes the file optional. In [Container] no release of Podman knows that: the \
      path is taken as it is, and the service fails since no such file exists.
      """,
    bad: "--- web.container\n[Container]\nImage=quay.io/podman/hello:v1\nEnvironmentFile=↓-web.env\n--- web.env\nA=1\n",
    good: "--- web.container\n[Container]\nImage=quay.io/podman/hello:v1\nEnvironmentFile=web.env\n--- web.env\nA=1\n",
    isFixable: true
  )

  static let relativeEnvironmentFile = Rule(
    "relative-environment-file",
    .warning,
    "The path of an environment file is relative where that does not work.",
    why: """
      [Service] EnvironmentFile= takes absolute paths only; systemd ignores any other. In [Container] a relative path is \
      one from the unit's folder on, but not when a specifier begins it: write ./%n.env, not %n.env.
      """,
    bad: "[Container]\nImage=quay.io/podman/hello:v1\n[Service]\nEnvironmentFile=↓web.env\n",
    good: "[Container]\nImage=quay.io/podman/hello:v1\n[Service]\nEnvironmentFile=/etc/web.env\n"
  )

  static let mistakenEnvironmentLine = Rule(
    "mistaken-environment-line",
    .warning,
    "A line of an environment file does not say what it seems to say.",
    why: """
      Podman reads these files line by line and takes everything behind the first = as it is: quotes, blanks and comments \
      become part of the value, export and blanks before = part of the name, and a line without = is passed over. \
      systemd, for [Service], knows quotes and blanks, but no export and no comments behind a value.
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
    "An environment file with credentials can be read by others.",
    why: """
      Every user of the machine, or of a group, can read the credentials. chmod 600 keeps them to the owner; a secret of \
      Podman (Secret=) needs no file at all. Files in a Git work tree are not reported, since Git does not keep such modes.
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
    "A variable in a command has no value where systemd replaces it.",
    why: """
      systemd replaces ${NAME} anywhere in a command, and $NAME as a word of its own, before podman runs, in single quotes \
      too. It knows the variables of [Service] and of its own environment; [Container] Environment= and EnvironmentFile= \
      reach the container only. $$ is a plain $ for the shell in the container. Defaults such as ${NAME:-x} are unknown to \
      systemd and stay as they are. It is a note when the variable may come from the service manager's environment.
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
