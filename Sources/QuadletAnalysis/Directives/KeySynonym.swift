/// What other tools call a key: options of podman run, Compose, Ansible's modules, docker and Kubernetes.
struct KeySynonym: Sendable {
  /// Names as they are written elsewhere, in lower case, without `-` and `_`.
  private let names: [String]
  /// The key of a unit, in its own section, in [Service] or in [Unit].
  let key: StaticString

  private init(_ key: StaticString, _ names: String...) { (self.key, self.names) = (key, names) }

  private static let all = [
    KeySynonym("AddCapability", "capadd", "capabilities", "caps"),
    KeySynonym("AddDevice", "device", "devices"),
    KeySynonym("AddHost", "extrahosts", "etchosts", "hosts", "hostalias"),
    KeySynonym("Annotation", "annotations"),
    KeySynonym("ContainerName", "name"),
    KeySynonym("CPUQuota", "cpulimit"),
    KeySynonym("DNS", "dnsserver", "dnsservers", "nameserver"),
    KeySynonym("DNSOption", "dnsopt", "dnsopts"),
    KeySynonym("DropCapability", "capdrop"),
    KeySynonym("Environment", "env", "envs", "environmentvariables"),
    KeySynonym("EnvironmentFile", "envfile", "envfiles", "environmentfiles"),
    KeySynonym("Exec", "args", "cmd", "command", "commands", "arguments"),
    KeySynonym("ExposeHostPort", "expose", "exposedports"),
    KeySynonym("GlobalArgs", "podmanglobalargs"),
    KeySynonym("Group", "gid"),
    KeySynonym("HealthCmd", "healthcheck", "healthcheckcmd", "healthcheckcommand", "healthcommand", "healthchecktest"),
    KeySynonym("HealthInterval", "healthcheckinterval"),
    KeySynonym("HealthOnFailure", "healthcheckfailureaction", "healthcheckonfailure"),
    KeySynonym("HealthRetries", "healthcheckretries"),
    KeySynonym("HealthStartPeriod", "healthcheckstartperiod"),
    KeySynonym("HealthTimeout", "healthchecktimeout"),
    KeySynonym("LogDriver", "logging", "loggingdriver"),
    KeySynonym("LogOpt", "logoptions", "logopts", "logoption", "loggingoptions"),
    KeySynonym("Memory", "memlimit", "memorylimit"),
    KeySynonym("Network", "networkmode", "networks", "net"),
    KeySynonym("NetworkAlias", "aliases", "networkaliases", "alias"),
    KeySynonym("NoNewPrivileges", "nonewprivs", "nonewprivilege"),
    KeySynonym("PublishPort", "port", "ports", "publish", "publishports", "portmapping", "portmappings", "p"),
    KeySynonym("Pull", "pullpolicy", "imagepullpolicy"),
    KeySynonym("Requires", "dependson", "requiresservice"),
    KeySynonym("Restart", "restartpolicy"),
    KeySynonym("RunInit", "init", "runasinit"),
    KeySynonym("Secret", "secrets"),
    KeySynonym("SecurityLabelDisable", "selinuxdisable", "labeldisable"),
    KeySynonym("StopTimeout", "stopgraceperiod", "terminationgraceperiodseconds"),
    KeySynonym("Sysctl", "sysctls"),
    KeySynonym("Tmpfs", "tmpfsmount"),
    KeySynonym("Ulimit", "ulimits"),
    KeySynonym("User", "uid", "runas", "runasuser"),
    KeySynonym("UserNS", "usernsmode", "usernamespace"),
    KeySynonym("Volume", "volumes", "v", "bind", "binds", "bindmount", "volumemounts"),
    KeySynonym("WorkingDir", "workdir", "workingdirectory"),
  ]

  /// The key that a name stands for elsewhere; nil for none.
  static func of(_ name: String) -> KeySynonym? {
    let plain = name.lowercased().filter { $0 != "-" && $0 != "_" }
    return all.first { $0.names.contains(plain) }
  }

  /// Whether a section has the key.
  func isKey(in table: SectionTable) -> Bool { table.names.contains("\(key)") }

  /// The option of `podman run`, or of the command that the unit becomes, that a name without a key stands for:
  /// `--security-opt=…` for `SecurityOpt` and `security_opt`.
  static func option(_ name: String, of kind: UnitKind) -> String? {
    var spelled = "--"
    for letter in name {
      if letter == "_" { spelled += "-"; continue }
      if letter.isUppercase, spelled.count > 2, spelled.last != "-" { spelled += "-" }
      spelled += letter.lowercased()
    }
    let option = PodmanOption.named(Array(spelled.utf8)[...], of: PodmanCommands.command(of: kind))
    return option.map { $0.argument == .flag ? spelled : "\(spelled)=…" }
  }
}
