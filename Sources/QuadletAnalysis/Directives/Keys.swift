import QuadletSyntax

/// The numbers of the keys that conversions and rules use by name; a test checks that each is in a table.
///
/// A class, because it is passed around and is larger than half a kilobyte.
final class Keys: Sendable {
  let addCapability = Keys.id("AddCapability")
  let addDevice = Keys.id("AddDevice")
  let addHost = Keys.id("AddHost")
  let after = Keys.id("After")
  let alias = Keys.id("Alias")
  let appArmor = Keys.id("AppArmor")
  let artifact = Keys.id("Artifact")
  let autoUpdate = Keys.id("AutoUpdate")
  let before = Keys.id("Before")
  let bindsTo = Keys.id("BindsTo")
  let buildArg = Keys.id("BuildArg")
  let cgroupsMode = Keys.id("CgroupsMode")
  let configMap = Keys.id("ConfigMap")
  let conflicts = Keys.id("Conflicts")
  let containerName = Keys.id("ContainerName")
  let containersConfModule = Keys.id("ContainersConfModule")
  let copy = Keys.id("Copy")
  let defaultDependencies = Keys.id("DefaultDependencies")
  let defaultInstance = Keys.id("DefaultInstance")
  let device = Keys.id("Device")
  let dns = Keys.id("DNS")
  let dnsOption = Keys.id("DNSOption")
  let dnsSearch = Keys.id("DNSSearch")
  let driver = Keys.id("Driver")
  let dropCapability = Keys.id("DropCapability")
  let dynamicUser = Keys.id("DynamicUser")
  let entrypoint = Keys.id("Entrypoint")
  let environment = Keys.id("Environment")
  let environmentFile = Keys.id("EnvironmentFile")
  let exec = Keys.id("Exec")
  let execCondition = Keys.id("ExecCondition")
  let execReload = Keys.id("ExecReload")
  let execStart = Keys.id("ExecStart")
  let execStartPost = Keys.id("ExecStartPost")
  let execStartPre = Keys.id("ExecStartPre")
  let execStop = Keys.id("ExecStop")
  let execStopPost = Keys.id("ExecStopPost")
  let exitCodePropagation = Keys.id("ExitCodePropagation")
  let exitPolicy = Keys.id("ExitPolicy")
  let exposeHostPort = Keys.id("ExposeHostPort")
  let file = Keys.id("File")
  let gateway = Keys.id("Gateway")
  let gid = Keys.id("GID")
  let gidMap = Keys.id("GIDMap")
  let globalArgs = Keys.id("GlobalArgs")
  let group = Keys.id("Group")
  let healthCmd = Keys.id("HealthCmd")
  let healthStartupCmd = Keys.id("HealthStartupCmd")
  let hostName = Keys.id("HostName")
  let image = Keys.id("Image")
  let imageTag = Keys.id("ImageTag")
  let ip = Keys.id("IP")
  let ip6 = Keys.id("IP6")
  let ipamDriver = Keys.id("IPAMDriver")
  let ipRange = Keys.id("IPRange")
  let killMode = Keys.id("KillMode")
  let kubeDownForce = Keys.id("KubeDownForce")
  let logDriver = Keys.id("LogDriver")
  let logOpt = Keys.id("LogOpt")
  let mask = Keys.id("Mask")
  let memory = Keys.id("Memory")
  let mount = Keys.id("Mount")
  let network = Keys.id("Network")
  let networkAlias = Keys.id("NetworkAlias")
  let networkDeleteOnStop = Keys.id("NetworkDeleteOnStop")
  let networkName = Keys.id("NetworkName")
  let noNewPrivileges = Keys.id("NoNewPrivileges")
  let notify = Keys.id("Notify")
  let onFailure = Keys.id("OnFailure")
  let onSuccess = Keys.id("OnSuccess")
  let options = Keys.id("Options")
  let partOf = Keys.id("PartOf")
  let passEnvironment = Keys.id("PassEnvironment")
  let pidsLimit = Keys.id("PidsLimit")
  let pod = Keys.id("Pod")
  let podmanArgs = Keys.id("PodmanArgs")
  let podName = Keys.id("PodName")
  let propagatesReloadTo = Keys.id("PropagatesReloadTo")
  let propagatesStopTo = Keys.id("PropagatesStopTo")
  let publishPort = Keys.id("PublishPort")
  let pull = Keys.id("Pull")
  let readOnly = Keys.id("ReadOnly")
  let readOnlyTmpfs = Keys.id("ReadOnlyTmpfs")
  let reloadCmd = Keys.id("ReloadCmd")
  let reloadPropagatedFrom = Keys.id("ReloadPropagatedFrom")
  let reloadSignal = Keys.id("ReloadSignal")
  let remainAfterExit = Keys.id("RemainAfterExit")
  let remapGid = Keys.id("RemapGid")
  let remapUid = Keys.id("RemapUid")
  let remapUidSize = Keys.id("RemapUidSize")
  let remapUsers = Keys.id("RemapUsers")
  let requiredBy = Keys.id("RequiredBy")
  let requires = Keys.id("Requires")
  let requisite = Keys.id("Requisite")
  let restart = Keys.id("Restart")
  let rootfs = Keys.id("Rootfs")
  let seccompProfile = Keys.id("SeccompProfile")
  let secret = Keys.id("Secret")
  let securityLabelDisable = Keys.id("SecurityLabelDisable")
  let securityLabelFileType = Keys.id("SecurityLabelFileType")
  let securityLabelLevel = Keys.id("SecurityLabelLevel")
  let securityLabelNested = Keys.id("SecurityLabelNested")
  let securityLabelType = Keys.id("SecurityLabelType")
  let serviceName = Keys.id("ServiceName")
  let setWorkingDirectory = Keys.id("SetWorkingDirectory")
  let shmSize = Keys.id("ShmSize")
  let startWithPod = Keys.id("StartWithPod")
  let stopPropagatedFrom = Keys.id("StopPropagatedFrom")
  let stopTimeout = Keys.id("StopTimeout")
  let subGIDMap = Keys.id("SubGIDMap")
  let subnet = Keys.id("Subnet")
  let subUIDMap = Keys.id("SubUIDMap")
  let sysctl = Keys.id("Sysctl")
  let syslogIdentifier = Keys.id("SyslogIdentifier")
  let timeoutSec = Keys.id("TimeoutSec")
  let timeoutStartSec = Keys.id("TimeoutStartSec")
  let tmpfs = Keys.id("Tmpfs")
  let type = Keys.id("Type")
  let uid = Keys.id("UID")
  let uidMap = Keys.id("UIDMap")
  let ulimit = Keys.id("Ulimit")
  let unmask = Keys.id("Unmask")
  let upheldBy = Keys.id("UpheldBy")
  let upholds = Keys.id("Upholds")
  let user = Keys.id("User")
  let userNS = Keys.id("UserNS")
  let volatileTmp = Keys.id("VolatileTmp")
  let volume = Keys.id("Volume")
  let volumeName = Keys.id("VolumeName")
  let wantedBy = Keys.id("WantedBy")
  let wants = Keys.id("Wants")
  let workingDirectory = Keys.id("WorkingDirectory")
  let yaml = Keys.id("Yaml")

  /// The keys of [Unit] in which the generator replaces names of Quadlet units with names of their services, in its
  /// order.
  let dependencies: [UInt16]

  /// Keys whose facts a conversion states together.
  enum Group: UInt8, Sendable {
    case none, plainOption, security
  }

  /// By number of a name: the group of the key.
  let groups: [Group]

  init() {
    dependencies = [
      after, before, bindsTo, conflicts, onFailure, onSuccess, partOf, propagatesReloadTo, propagatesStopTo,
      reloadPropagatedFrom, requires, requisite, stopPropagatedFrom, upholds, wants,
    ]
    var groups = [Group](repeating: .none, count: Schema.nameTable.count)
    for key in [
      ip, ip6, shmSize, networkAlias, addHost, dns, dnsSearch, dnsOption, hostName, memory, pidsLimit, tmpfs, ulimit,
    ] {
      groups[Int(key)] = .plainOption
    }
    for key in [
      addCapability, dropCapability, sysctl, readOnly, noNewPrivileges, securityLabelDisable, securityLabelNested,
      seccompProfile, appArmor, securityLabelType, securityLabelFileType, securityLabelLevel, mask, unmask,
    ] {
      groups[Int(key)] = .security
    }
    self.groups = groups
  }

  private static func id(_ name: StaticString) -> UInt16 { name.withUTF8Buffer { Schema.nameTable.id(of: $0.span) } }
}
