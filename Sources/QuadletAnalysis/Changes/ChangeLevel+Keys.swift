/// What a change to each key requires.
extension ChangeLevel {
  /// The keys of [Service] that a daemon-reload applies to a running service (systemd.service(5), systemd.kill(5)):
  /// when to start again, how long to wait, how to stop.
  private static let reloadedServiceKeys: Set<String> = [
    "ExecReload", "ExecReloadPost", "ExecStop", "ExecStopPost", "FailureAction", "FinalKillSignal", "KillMode",
    "KillSignal", "RebootArgument", "Restart", "RestartForceExitStatus", "RestartKillSignal", "RestartMaxDelaySec",
    "RestartMode", "RestartPreventExitStatus", "RestartSec", "RestartSteps", "RuntimeMaxSec",
    "RuntimeRandomizedExtraSec", "SendSIGHUP", "SendSIGKILL", "StartLimitAction", "StartLimitBurst",
    "StartLimitInterval", "SuccessAction", "SuccessExitStatus", "TimeoutAbortSec", "TimeoutSec",
    "TimeoutStartFailureMode",
    "TimeoutStartSec", "TimeoutStopFailureMode", "TimeoutStopSec", "WatchdogSignal",
  ]

  /// Keys that matter when the object is next created, and do not change what it is.
  private static let nextStartKeys: Set<String> = ["Pull", "Retry", "RetryDelay"]

  /// Keys that determine which users the processes are for the files in volumes.
  static let userKeys: Set<String> = [
    "GIDMap", "Group", "RemapGid", "RemapUid", "RemapUidSize", "RemapUsers", "SubGIDMap", "SubUIDMap", "UIDMap", "User",
    "UserNS",
  ]

  /// Keys of a unit's own section whose assignments can be in any order.
  static let unorderedKeys: Set<String> = [
    "AddCapability", "AddDevice", "AddHost", "Annotation", "DropCapability", "Environment", "ExposeHostPort",
    "GroupAdd",
    "Label", "LogOpt", "Mask", "Mount", "NetworkAlias", "PublishPort", "Secret", "Sysctl", "Tmpfs", "Ulimit", "Unmask",
    "Volume",
  ]

  /// What a change to a key in a section that systemd reads requires.
  static func systemdKey(_ key: String, in section: String) -> ChangeLevel {
    section != "Service" || reloadedServiceKeys.contains(key) ? .reload : .restart
  }

  /// What a change to a key in the unit's own section requires when it changes the command that creates the object.
  static func ownKey(_ key: String, of kind: UnitKind) -> ChangeLevel {
    if nextStartKeys.contains(key) { return .reload }
    switch kind {
    case .container, .kube, .pod: return .recreate
    case .image, .build, .artifact: return .restart
    case .volume, .network: return key == "GlobalArgs" || key == "ContainersConfModule" ? .restart : .dataAtRisk
    }
  }

  /// What a change in the content of a file that a key names requires.
  static func content(namedBy key: String) -> ChangeLevel {
    key == "Yaml" || key == "ConfigMap" ? .recreate : .restart
  }
}
