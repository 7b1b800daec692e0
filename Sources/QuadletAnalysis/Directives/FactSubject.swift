/// What a fact about a unit concerns: an option of podman that leger understands, whichever key or argument states it.
///
/// The raw value is the long name of the option without its dashes, or another word where no option says it.
enum FactSubject: String, Sendable, CaseIterable {
  // Ports and networks.
  case publish
  case publishAll = "publish-all"
  case expose
  /// A port of the host that a program in the network of the host has; only from Kubernetes YAML.
  case listen
  case network
  case ip
  case ip6
  case macAddress = "mac-address"
  case networkAlias = "network-alias"
  case addHost = "add-host"
  case dns
  case dnsSearch = "dns-search"
  case dnsOption = "dns-option"
  case hostname
  case subnet
  case gateway
  // Storage.
  case volume
  case mount
  case tmpfs
  case rootfs
  case volumesFrom = "volumes-from"
  // What a container is made of and given.
  case image
  case name
  case secret
  case env
  case envFile = "env-file"
  case device
  // Pods.
  case pod
  case podName = "pod-name"
  case share
  case infra
  // Security.
  case privileged
  case capAdd = "cap-add"
  case capDrop = "cap-drop"
  case securityOpt = "security-opt"
  case readOnly = "read-only"
  case user
  case userns
  case uidmap
  case gidmap
  case subuidname
  case subgidname
  case pid
  case ipc
  case uts
  case cgroupns
  // Resources.
  case memory
  case cpus
  case pidsLimit = "pids-limit"
  case shmSize = "shm-size"
  case ulimit
  case sysctl
  // Health and readiness.
  case healthCmd = "health-cmd"
  case healthStartupCmd = "health-startup-cmd"
  case sdnotify

  /// What an option is about; nil for one that no fact is about.
  init?(_ option: PodmanOption) { self.init(option: option.name) }

  private init?(option: StaticString) { self.init(rawValue: String("\(option)".dropFirst(2))) }

  /// The option, dashes included.
  var option: String { "--\(rawValue)" }
}

extension FactSubject {
  /// Keys of containers that a conversion of their own turns into an option.
  private static let converted: KeyValuePairs<FactSubject, StaticString> = [
    .publish: "PublishPort", .volume: "Volume", .mount: "Mount", .secret: "Secret", .network: "Network",
    .device: "AddDevice", .expose: "ExposeHostPort", .capAdd: "AddCapability", .capDrop: "DropCapability",
    .sysctl: "Sysctl",
  ]

  private static let grammars: [FactSubject: Grammar] = {
    var found: [FactSubject: Grammar] = [:]
    for directive in Directive.container {
      if let subject = directive.option.flatMap(FactSubject.init(option:)) { found[subject] = directive.grammar }
      for (subject, key) in converted where "\(key)" == "\(directive.name)" { found[subject] = directive.grammar }
    }
    return found
  }()

  /// What a value of the option looks like: the same as one of the key that becomes the option; nil when there is no such
  /// key.
  var grammar: Grammar? { Self.grammars[self] }
}
