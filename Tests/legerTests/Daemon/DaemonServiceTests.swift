import QuadletAnalysis
import Testing

@testable import leger

/// The files that `leger daemon start` writes, on a simulated host.
struct DaemonServiceTests {
  private let host = SimulatedHost()

  init() { host.write("/usr/bin/getent", "program", mode: 0o755) }

  private func start() throws -> [String] {
    try DaemonService(.system, on: host).start().map {
      ($0.isRemoval ? "-" : "+") + String(decoding: $0.path, as: UTF8.self)
    }
  }

  private func configure(_ daemon: String) { host.write("/etc/leger/config.yaml", "daemon: \(daemon)\n") }

  private static let folder = "/etc/systemd/system"
  private static let serverDropIn = "\(folder)/legerd.service.d/50-network.conf"
  private static let syncDropIn = "\(folder)/legerd-sync.service.d/50-network.conf"

  @Test func `units are written once, and anew when leger is elsewhere`() throws {
    let units = ["legerd.socket", "legerd.service", "legerd-sync.service"]
    #expect(try start() == units.map { "+\(Self.folder)/\($0)" })
    #expect(try start() == [])
    #expect(host.machine.unknownCommands == [])
  }

  @Test func `what ran is stopped`() throws {
    let service = try DaemonService(.system, on: host)
    host.change { machine in
      for name in DaemonUnits.names(.system) {
        let text = "[Service]\nType=oneshot\nExecStart=/bin/true\n"
        var unit = SimulatedUnit(name: name)
        unit.definition = UnitDefinition(name: name, path: "\(Self.folder)/\(name)", text: text, runtimeFolder: "/run")
        if name == "legerd.service" { unit.activity = .running }
        machine.units[name] = unit
      }
    }
    #expect(try service.stop() == ["legerd.service"])
    #expect(try service.stop() == [])
    #expect(host.machine.unknownCommands == [])
  }

  @Test func `drop-ins come and go with the configuration`() throws {
    _ = try start()
    configure("{listen: \"tailnet:8200\"}")
    #expect(try start() == ["+\(Self.serverDropIn)"])
    #expect(host.text(of: Self.serverDropIn)?.contains("PrivateNetwork=no\n") == true)
    #expect(host.text(of: Self.serverDropIn)?.contains("CAP_NET_BIND_SERVICE") == false)
    configure("{listen: \"tailnet:80\", setec-server: \"https://secrets.example.com\"}")
    #expect(try start() == ["+\(Self.serverDropIn)", "+\(Self.syncDropIn)"])
    #expect(host.text(of: Self.serverDropIn)?.contains("AmbientCapabilities=CAP_NET_BIND_SERVICE\n") == true)
    #expect(host.text(of: Self.syncDropIn)?.hasPrefix(DaemonUnits.mark) == true)
    configure("{setec-server: \"unix:/run/other.sock\"}")
    #expect(try start() == ["-\(Self.serverDropIn)", "-\(Self.syncDropIn)"])
    #expect(host.text(of: Self.serverDropIn) == nil && host.text(of: Self.syncDropIn) == nil)
  }

  @Test func `what others have written stays`() throws {
    _ = try start()
    let service = try DaemonService(.system, on: host)
    #expect(try service.strangers() == [])
    host.write("\(Self.folder)/legerd.service", "[Service]\nExecStart=/opt/other\n")
    #expect(try service.strangers() == ["\(Self.folder)/legerd.service"])
    host.write(Self.serverDropIn, "[Service]\nNice=5\n")
    configure("{listen: \"tailnet:8200\"}")
    #expect(try start() == [])
    #expect(try service.strangers().contains(Self.serverDropIn))
    configure("{}")
    #expect(try start() == [])
    #expect(host.text(of: "\(Self.folder)/legerd.service") == "[Service]\nExecStart=/opt/other\n")
    #expect(host.text(of: Self.serverDropIn) == "[Service]\nNice=5\n")
  }
}
