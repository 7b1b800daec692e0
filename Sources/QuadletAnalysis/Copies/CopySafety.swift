import QuadletSyntax

/// What a unit and its copy can both say without meeting each other, and without changing their host.
///
/// It lists what is safe, and everything else is refused: a key that is new, or that was forgotten here, only keeps a copy
/// from being made.
enum CopySafety {
  // MARK: The unit's own section

  /// Keys that concern nothing but the container, pod, volume, network or image itself.
  static let ownKeys: Set<String> = [
    "AddHost", "AllTags", "AppArmor", "Arch", "Artifact", "AuthFile", "AutoUpdate", "BuildArg", "CertDir",
    "CgroupsMode", "Copy", "Creds", "DNS", "DNSOption", "DNSSearch", "DecryptionKey", "DisableDNS", "DropCapability",
    "Entrypoint", "Environment", "EnvironmentFile", "EnvironmentHost", "Exec", "ExitPolicy", "ExposeHostPort", "File",
    "ForceRM", "GID", "GIDMap", "Group", "GroupAdd", "HealthCmd", "HealthInterval", "HealthMaxLogCount",
    "HealthMaxLogSize", "HealthOnFailure", "HealthRetries", "HealthStartPeriod", "HealthStartupCmd",
    "HealthStartupInterval", "HealthStartupRetries", "HealthStartupSuccess", "HealthStartupTimeout", "HealthTimeout",
    "HostName", "HttpProxy", "IPv6", "IgnoreFile", "ImageVolume", "Internal", "Label", "LogDriver", "Mask", "Memory",
    "NetworkAlias", "NetworkDeleteOnStop", "NoNewPrivileges", "Notify", "OS", "PidsLimit", "Policy", "Pull", "Quiet",
    "ReadOnly", "ReadOnlyTmpfs", "ReloadCmd", "ReloadSignal", "RemapGid", "RemapUid", "RemapUidSize", "RemapUsers",
    "Retry", "RetryDelay", "RunInit", "SeccompProfile", "Secret", "SecurityLabelDisable", "SecurityLabelFileType",
    "SecurityLabelLevel", "SecurityLabelNested", "SecurityLabelType", "SetWorkingDirectory", "ShmSize", "StartWithPod",
    "StopSignal", "StopTimeout", "SubGIDMap", "SubUIDMap", "Sysctl", "TLSVerify", "Target", "Timezone", "Tmpfs", "UID",
    "UIDMap", "Ulimit", "Unmask", "User", "Variant", "VolatileTmp", "WorkingDir",
  ]

  /// Keys that `UnitCopy` follows or judges by the facts that they state.
  static let followedKeys: Set<String> = [
    "AddDevice", "ContainerName", "GlobalArgs", "IP", "IP6", "Image", "ImageTag", "Mount", "Network", "NetworkName",
    "Pod", "PodName", "PodmanArgs", "PublishPort", "ServiceName", "Volume", "VolumeName",
  ]

  /// Why both copies cannot have a key.
  static let fixedKeys: [String: String] = [
    "ContainersConfModule": "reads settings of the host that can say anything",
    "Device": "has its data on a device, where the copy would change it",
    "Gateway": "gives the network a fixed address",
    "IPAMDriver": "has addresses that others give",
    "IPRange": "gives the network fixed addresses",
    "InterfaceName": "gives the network an interface of a fixed name",
    "Rootfs": "has a root file system of the host",
    "Subnet": "gives the network fixed addresses",
  ]

  /// Whether a value is safe of a key that is not so with every one; nil for another key.
  static func isSafe(_ key: String, _ value: String, _ kind: UnitKind) -> Bool? {
    switch key {
    case "Driver": ["bridge", "local", "image"].contains(value)
    case "Type": value == "tmpfs"
    // Runtimes and podman take some of them for orders.
    case "Annotation": !["podman", "oci", "crun", "krun"].contains { value.contains($0) }
    case "HealthLogDestination": ["local", "events_logger"].contains(value)
    case "LogOpt": !value.hasPrefix("path")
    case "UserNS": !value.hasPrefix("container:") && !value.hasPrefix("ns:")
    case "Options" where kind == .network:
      ["isolate=", "metric=", "mtu=", "no_default_route="].contains { value.hasPrefix($0) }
    case "AddCapability": value.split(separator: " ").allSatisfy { !hostCapabilities.contains(capability($0)) }
    default: nil
    }
  }

  private static func capability(_ name: Substring) -> String {
    let upper = name.uppercased()
    return upper.hasPrefix("CAP_") ? String(upper.dropFirst(4)) : upper
  }

  /// Capabilities that are not bounded by the container (capabilities(7)).
  private static let hostCapabilities: Set<String> = [
    "ALL", "AUDIT_CONTROL", "BPF", "MAC_ADMIN", "MAC_OVERRIDE", "PERFMON", "SYSLOG", "SYS_ADMIN", "SYS_BOOT",
    "SYS_MODULE", "SYS_RAWIO", "SYS_TIME", "WAKE_ALARM",
  ]

  // MARK: systemd

  /// Keys of [Unit] that concern nothing but the unit itself, besides those that name units, conditions and assertions.
  static let unitKeys: Set<String> = [
    "AllowIsolate", "CollectMode", "DefaultDependencies", "Description", "Documentation", "IgnoreOnIsolate",
    "JobRunningTimeoutSec", "JobTimeoutSec", "RefuseManualStart", "RefuseManualStop", "RequiresMountsFor", "SourcePath",
    "StartLimitBurst", "StartLimitInterval", "StartLimitIntervalSec", "StopWhenUnneeded", "WantsMountsFor",
  ]

  /// Keys of [Unit] and [Install] that name other units, and of [Service] the sockets that are handed over.
  static let naming: Set<String> = [
    "After", "Alias", "Also", "Before", "BindTo", "BindsTo", "Conflicts", "JoinsNamespaceOf", "OnFailure", "OnSuccess",
    "PartOf", "PropagatesReloadTo", "PropagatesStopTo", "ReloadPropagatedFrom", "RequiredBy", "Requires", "Requisite",
    "Sockets", "StopPropagatedFrom", "UpheldBy", "Upholds", "WantedBy", "Wants",
  ]

  /// Those among them that do nothing to a unit outside of the deployment.
  static let ordering: Set<String> = ["After", "Also", "Before"]

  /// Suffixes of units that are there for all, and change nothing by being needed.
  static let sharedSuffixes: [StaticString] = [".target", ".mount", ".automount", ".swap", ".slice", ".device"]

  /// Keys of [Service] that concern nothing but the service itself: how it is started, stopped, limited and confined.
  static let serviceKeys: Set<String> = [
    "AllowedCPUs", "AllowedMemoryNodes", "AmbientCapabilities", "CPUAccounting", "CPUAffinity", "CPUQuota",
    "CPUQuotaPeriodSec", "CPUSchedulingPolicy", "CPUSchedulingPriority", "CPUShares", "CPUWeight",
    "CapabilityBoundingSet", "Delegate", "DevicePolicy", "Environment", "EnvironmentFile", "ExitType",
    "FinalKillSignal", "GuessMainPID", "IOAccounting", "IOSchedulingClass", "IOSchedulingPriority", "IOWeight",
    "IPAccounting", "IPAddressAllow", "IPAddressDeny", "KeyringMode", "KillMode", "KillSignal", "LimitAS", "LimitCORE",
    "LimitCPU", "LimitDATA", "LimitFSIZE", "LimitLOCKS", "LimitMEMLOCK", "LimitMSGQUEUE", "LimitNICE", "LimitNOFILE",
    "LimitNPROC", "LimitRSS", "LimitRTPRIO", "LimitRTTIME", "LimitSIGPENDING", "LimitSTACK", "LockPersonality",
    "LogLevelMax", "LogRateLimitBurst", "LogRateLimitIntervalSec", "MemoryAccounting", "MemoryDenyWriteExecute",
    "MemoryHigh", "MemoryLimit", "MemoryLow", "MemoryMax", "MemoryMin", "MemorySwapMax", "Nice", "NoNewPrivileges",
    "NotifyAccess", "OOMPolicy", "OOMScoreAdjust", "PassEnvironment", "PrivateDevices", "PrivateMounts",
    "PrivateNetwork", "PrivateTmp", "PrivateUsers", "ProtectClock", "ProtectControlGroups", "ProtectHome",
    "ProtectHostname", "ProtectKernelLogs", "ProtectKernelModules", "ProtectKernelTunables", "ProtectProc",
    "ProtectSystem", "ReadOnlyPaths", "ReadWritePaths", "ReloadSignal", "RemainAfterExit", "RemoveIPC", "Restart",
    "RestartForceExitStatus", "RestartKillSignal", "RestartMaxDelaySec", "RestartMode", "RestartPreventExitStatus",
    "RestartSec", "RestartSteps", "RestrictAddressFamilies", "RestrictNamespaces", "RestrictRealtime",
    "RestrictSUIDSGID", "RuntimeMaxSec", "SendSIGHUP", "SendSIGKILL", "Slice", "StartLimitBurst", "StartLimitInterval",
    "SuccessExitStatus", "SyslogFacility", "SyslogIdentifier", "SyslogLevel", "SyslogLevelPrefix",
    "SystemCallArchitectures", "SystemCallFilter", "TasksAccounting", "TasksMax", "TimeoutAbortSec", "TimeoutSec",
    "TimeoutStartFailureMode", "TimeoutStartSec", "TimeoutStopFailureMode", "TimeoutStopSec", "Type", "UMask",
    "UnsetEnvironment", "WatchdogSec", "WatchdogSignal",
  ]

  /// Where output may go that is no file, terminal or socket.
  static let outputs: Set<String> = ["inherit", "journal", "null", "syslog"]

  /// Whether a line of `Exec…=` runs nothing on the host but a command that changes nothing.
  static func isIdle(_ line: String) -> Bool {
    let program = line.split(separator: " ").first?.drop { "-@:+!|".contains($0) } ?? ""
    let commands = ["false", "sleep", "test", "true"]
    let isKnown = ["", "/bin/", "/usr/bin/"].contains { folder in commands.contains { program == folder + $0 } }
    // Another command can follow.
    return line.isEmpty || isKnown && !line.contains(";")
  }

  // MARK: Arguments

  /// Options of podman that concern nothing but what it makes.
  static let options: Set<String> = [
    "--add-host", "--blkio-weight", "--build-arg", "--cap-drop", "--cpu-period", "--cpu-quota", "--cpu-shares",
    "--cpus", "--cpuset-cpus", "--cpuset-mems", "--disable-dns", "--dns", "--dns-option", "--dns-search",
    "--entrypoint", "--env", "--env-file", "--expose", "--group-add", "--health-cmd", "--health-interval",
    "--health-on-failure", "--health-retries", "--health-start-period", "--health-timeout", "--hostname",
    "--http-proxy", "--init", "--interactive", "--internal", "--ipv6", "--log-driver", "--log-level", "--memory",
    "--memory-reservation", "--memory-swap", "--memory-swappiness", "--no-cache", "--no-healthcheck", "--no-hosts",
    "--oom-score-adj", "--pids-limit", "--platform", "--pull", "--read-only", "--read-only-tmpfs", "--sdnotify",
    "--shm-size", "--stop-signal", "--stop-timeout", "--systemd", "--timeout", "--tls-verify", "--tmpfs", "--tty",
    "--tz", "--ulimit", "--umask", "--user", "--workdir",
  ]

  // MARK: Paths of the host

  /// Where sockets and devices are: reading is not all that a program can do there.
  private static let livePaths = ["/dev", "/run", "/var/run", "%t"]

  /// Whether a path leads to sockets or devices, or to a folder that has them below it.
  static func isLive(_ written: [UInt8]) -> Bool {
    let path = GoPath.clean(written)
    if path.span.hasSuffix(path.indices, ".sock") || path == [GoPath.slash] { return true }
    let isInside = { (path: [UInt8], folder: [UInt8]) in
      path.starts(with: folder) && (path.count == folder.count || path[folder.count] == GoPath.slash)
    }
    return livePaths.map { Array($0.utf8) }.contains { isInside(path, $0) || isInside($0, path) }
  }

  /// Types of mounts that have nothing of the host in them.
  static let ownMountTypes: Set<String> = ["type=artifact", "type=devpts", "type=image", "type=ramfs", "type=tmpfs"]
}
