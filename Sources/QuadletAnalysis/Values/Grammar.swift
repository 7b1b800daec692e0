/// What the value of a directive looks like; `ValueGrammar` has the parser for each case.
public enum Grammar: UInt8, Sendable, CaseIterable {
  /// Any text.
  case text
  case boolean
  /// `yes`, `no`, … or `healthy`.
  case notify
  case unsigned
  /// A whole number, or -1 for no limit.
  case limit
  /// A Go duration: `30s`, `1h30m`.
  case duration
  /// A Go duration or `disable`.
  case durationOrDisable
  /// A number of bytes with an optional unit b, k, m, g.
  case byteSize
  case imageReference
  /// An image reference, `NAME.image` or `NAME.build`.
  case imageOrUnit
  case artifactReference
  case podmanName
  case serviceName
  case hostName
  case portMapping
  /// `port[-port][/tcp|/udp]`.
  case exposedPort
  /// `[source:]destination[:options]`.
  case volume
  /// The comma-separated options of `--mount`.
  case mount
  case tmpfs
  /// A network mode, `NAME.network[:options]` or `NAME.container`.
  case network
  case networkAlias
  case networkDriver
  case ipamDriver
  case pod
  case ipv4
  case ipv6
  case ipAddress
  /// An address or `none`.
  case dnsServer
  case subnet
  /// A subnet, or two addresses separated by `-`.
  case ipRange
  /// `host:ip`, `host1;host2:ip`, `host:host-gateway`.
  case hostMapping
  case capability
  case device
  /// `KEY=VALUE` words.
  case assignments
  /// `KEY=VALUE` or `KEY` words.
  case environment
  /// `name=value`.
  case sysctl
  case ulimit
  case secret
  case buildSecret
  case user
  case group
  /// A number; a name silently becomes 0.
  case numericID
  case userNamespace
  case idMap
  case arguments
  /// A shell command, a JSON array, or `none`.
  case healthCommand
  /// A command, or a JSON array of words.
  case entrypoint
  case signal
  case hostPath
  case containerPath
  case seccompProfile
  case timezone
  case pullPolicy
  case buildPullPolicy
  case autoUpdate
  /// `registry`, `local`, or one of these after `NAME/`.
  case kubeAutoUpdate
  case healthOnFailure
  case healthLogDestination
  case cgroupsMode
  case logDriver
  case exitPolicy
  case exitCodePropagation
  case remapUsers
  case imageVolume
  /// `yaml`, `unit`.
  case kubeWorkingDirectory
  case maskPaths
  /// Unit names, including those of Quadlet units such as `NAME.container`.
  case unitNames
  /// Names of systemd units only.
  case systemdUnitNames
  /// A systemd time span: `5min 20s`, `infinity`.
  case timeSpan
  case restart
  case serviceType
  case killMode
}
