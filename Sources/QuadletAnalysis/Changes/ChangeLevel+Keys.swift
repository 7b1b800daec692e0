/// What a change of each key asks for.
extension ChangeLevel {
  /// The keys of [Service] that systemd takes over with a daemon-reload while the service runs (systemd.service(5),
  /// systemd.kill(5)): when to start again, how long to wait, how to stop.
  private static let reloadedServiceKeys: Set<String> = [
    "ExecReload", "ExecReloadPost", "ExecStop", "ExecStopPost", "FailureAction", "FinalKillSignal", "KillMode",
    "KillSignal", "RebootArgument", "Restart", "RestartForceExitStatus", "RestartKillSignal", "RestartMaxDelaySec",
    "RestartMode", "RestartPreventExitStatus", "RestartSec", "RestartSteps", "RuntimeMaxSec",
    "RuntimeRandomizedExtraSec", "SendSIGHUP", "SendSIGKILL", "StartLimitAction", "StartLimitBurst",
    "StartLimitInterval", "SuccessAction", "SuccessExitStatus", "TimeoutAbortSec", "TimeoutSec",
    "TimeoutStartFailureMode",
    "TimeoutStartSec", "TimeoutStopFailureMode", "TimeoutStopSec", "WatchdogSignal",
  ]

  /// Keys that count when the object is made the next time, and change nothing in what it is.
  private static let nextStartKeys: Set<String> = ["Pull", "Retry", "RetryDelay"]

  /// Keys that say whom the processes are for the files in volumes.
  static let userKeys: Set<String> = [
    "GIDMap", "Group", "RemapGid", "RemapUid", "RemapUidSize", "RemapUsers", "SubGIDMap", "SubUIDMap", "UIDMap", "User",
    "UserNS",
  ]

  /// Keys of a unit's own section whose assignments mean the same in any order.
  static let unorderedKeys: Set<String> = [
    "AddCapability", "AddDevice", "AddHost", "Annotation", "DropCapability", "Environment", "ExposeHostPort",
    "GroupAdd",
    "Label", "LogOpt", "Mask", "Mount", "NetworkAlias", "PublishPort", "Secret", "Sysctl", "Tmpfs", "Ulimit", "Unmask",
    "Volume",
  ]

  /// What a key of a section that systemd reads asks for.
  static func systemdKey(_ key: String, in section: String) -> ChangeLevel {
    section != "Service" || reloadedServiceKeys.contains(key) ? .reload : .restart
  }

  /// What a key of the unit's own section asks for when it changes the command that makes the object.
  static func ownKey(_ key: String, of kind: UnitKind) -> ChangeLevel {
    if nextStartKeys.contains(key) { return .reload }
    switch kind {
    case .container, .kube, .pod: return .recreate
    case .image, .build, .artifact: return .restart
    case .volume, .network: return key == "GlobalArgs" || key == "ContainersConfModule" ? .restart : .dataAtRisk
    }
  }

  /// What other content of a file that a key names asks for.
  static func content(namedBy key: String) -> ChangeLevel {
    key == "Yaml" || key == "ConfigMap" ? .recreate : .restart
  }
}
