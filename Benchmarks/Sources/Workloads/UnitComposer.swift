/// Writes the units of one application, similar to what people keep on their hosts: about 26 lines and 750 bytes each.
struct UnitComposer {
  /// The application that the units belong to.
  let application: Int
  var random: SplitMix64

  private static let images = [
    "docker.io/library/nginx:1.27.3", "docker.io/library/postgres:16.4-alpine", "quay.io/keycloak/keycloak:26.0.7",
    "ghcr.io/immich-app/immich-server:v1.122.2", "docker.io/grafana/grafana:11.4.0",
    "quay.io/prometheus/prometheus:v3.0.1",
    "docker.io/valkey/valkey:8.0.1", "ghcr.io/paperless-ngx/paperless-ngx:2.13.5", "codeberg.org/forgejo/forgejo:9.0.3",
  ]
  private static let roles = ["web", "api", "worker", "queue", "cache", "db", "search", "proxy", "mail", "cron"]
  private static let variables = [
    "TZ=Europe/Vienna", "LOG_LEVEL=info", "HTTP_PORT=8080", "WORKERS=4", "CACHE_TTL=3600",
  ]

  init(application: Int, seed: UInt64) {
    self.application = application
    random = SplitMix64(seed: seed &+ UInt64(application) &* 0x1_0000_0001)
  }

  /// The name of a unit, without its kind.
  func name(_ member: Int) -> String { "app\(application)-\(Self.roles[member % Self.roles.count])\(member)" }

  /// Returns a container that belongs to the application's network or pod, and may wait for the previous member.
  mutating func container(_ member: Int, isInPod: Bool, volumes: Int, hasNetwork: Bool) -> String {
    var text = "# Part of application \(application); see the wiki before changing it.\n[Unit]\n"
    text += "Description=The \(name(member)) service of application \(application)\n"
    text += "Documentation=https://wiki.example.org/applications/app\(application)/\(name(member)).html\n"
    if member > 0, random.chance(60) {
      text += "After=\(name(member - 1)).service\n"
      if random.chance(50) { text += "Requires=\(name(member - 1)).service\n" }
    }
    text += "\n[Container]\nContainerName=\(name(member))\n"
    text += "Image=\(random.chance(97) ? random.pick(Self.images) : "docker.io/library/redis")\n"
    if isInPod {
      text += "Pod=app\(application).pod\n"
    } else {
      if hasNetwork { text += "Network=app\(application).network\n" }
      if random.chance(40) { text += "PublishPort=\(address(member)):8080\n" }
    }
    // Programs that lock their data do not share it.
    let data =
      member < volumes ? "app\(application)-data\(member).volume" : "/srv/app\(application)/\(name(member))/data"
    text += "Volume=\(data):/var/lib/data:Z\n"
    if random.chance(50) { text += "Volume=/srv/app\(application)/\(name(member))/config:/etc/service:ro,Z\n" }
    for _ in 0..<random.below(4) { text += "Environment=\(random.pick(Self.variables))\n" }
    if random.chance(30) { text += "Environment=\"GREETING=Hello from \(name(member))\" DEBUG=0\n" }
    if random.chance(40) { text += "EnvironmentFile=/srv/app\(application)/common.env\n" }
    if random.chance(30) { text += "Secret=app\(application)-password,type=env,target=PASSWORD\n" }
    if random.chance(40) {
      text +=
        "Label=traefik.enable=true\nLabel=traefik.http.routers.\(name(member)).rule=Host(`\(name(member)).example.org`)\n"
    }
    text +=
      "Label=org.example.team=team\(application % 12)\nLabel=org.example.contact=team\(application % 12)@example.org\n"
    if random.chance(50) { text += "AutoUpdate=registry\n" }
    if random.chance(40) {
      text += "HealthCmd=curl --fail --silent http://localhost:8080/health\nHealthInterval=30s\nHealthRetries=3\n"
    }
    if random.chance(30) { text += "UserNS=keep-id:uid=1000,gid=1000\n" }
    if random.chance(30) { text += "NoNewPrivileges=true\nDropCapability=all\nAddCapability=NET_BIND_SERVICE\n" }
    if random.chance(25) {
      text +=
        "Exec=serve --listen 0.0.0.0:8080 \\\n  --data /var/lib/data \\\n  --title \"Application \(application)\"\n"
    }
    text += "\n[Service]\nRestart=always\nRestartSec=5s\nTimeoutStartSec=900\n"
    if random.chance(30) { text += "MemoryMax=512M\nCPUQuota=150%\n" }
    return text + "\n[Install]\nWantedBy=default.target\n"
  }

  /// A host port that no other unit of a workload uses.
  private func address(_ member: Int) -> String {
    let number = application * 20 + member
    return "127.\(number / 50_000 + 1).0.1:\(10_000 + number % 50_000)"
  }

  /// A named volume.
  mutating func volume(_ number: Int) -> String {
    var text = "[Unit]\nDescription=Data \(number) of application \(application)\n\n[Volume]\n"
    text += "VolumeName=app\(application)-data\(number)\nLabel=application=app\(application)\n"
    if random.chance(30) { text += "Driver=local\nType=tmpfs\nDevice=tmpfs\nOptions=size=64m,mode=0750\n" }
    return text + "\n[Install]\nWantedBy=default.target\n"
  }

  /// A network; every application has its own subnet.
  func network() -> String {
    let subnet = "10.\(application / 256 % 256).\(application % 256).0/24"
    return "[Unit]\nDescription=Network of application \(application)\n\n[Network]\nNetworkName=app\(application)\n"
      + "Subnet=\(subnet)\nLabel=application=app\(application)\n\n[Install]\nWantedBy=default.target\n"
  }

  /// A pod.
  func pod() -> String {
    "[Unit]\nDescription=Pod of application \(application)\n\n[Pod]\nPodName=app\(application)\n"
      + "Network=app\(application).network\nPublishPort=\(address(19)):8080\n\n[Install]\nWantedBy=default.target\n"
  }

  /// A drop-in with which an administrator adjusts a container.
  mutating func dropIn() -> String {
    "[Container]\nEnvironment=SITE=\(random.below(100))\n\n[Service]\nMemoryMax=\(256 + random.below(8) * 128)M\n"
  }
}
