import Foundation
import TestSupport
import Testing

@testable import leger

/// What the commands on deployments print, on a host with an installed deployment, a staged update and a unit of someone else
/// (`Corpus/deployments`).
@Suite struct DeploymentOutputTests {
  private static let unit = """
    [Container]
    Image=example.org/web:1
    Exec=sh -c "trap 'exit 0' TERM; sleep infinity & wait"
    HealthCmd=true
    HealthInterval=1s
    [Install]
    WantedBy=default.target

    """

  private func host() -> SimulatedHost {
    let host = SimulatedHost()
    host.register("example.org/web:1", RegistryImage(id: String(repeating: "a", count: 64)))
    host.write("/etc/containers/systemd/other.container", Self.unit)
    host.write("/srv/app/web.container", Self.unit)
    host.write("/srv/app/job.container", "[Container]\nImage=example.org/web:1\nExec=true\n[Service]\nType=oneshot\n")
    host.write("/srv/app/tp@.container", Self.unit)
    host.write("/srv/app/data.volume", "[Volume]\n")
    host.write("/srv/app/.leger.yaml", "name: app\nversion: 1.2.0\n")
    #expect(host.leger("install -y --settle 1 /srv/app") == .clean, "\(host.messages)")
    host.write("/srv/app/web.container", Self.unit + "# two\n")
    #expect(host.leger("install -y --settle 1 /srv/app") == .clean, "\(host.messages)")
    host.write("/srv/app/web.container", Self.unit.replacing("[Install]", with: "Environment=A=1\n[Install]"))
    #expect(host.leger("stage app") == .clean, "\(host.messages)")
    host.write(
      "/etc/containers/systemd/app/job.container",
      "[Container]\nImage=example.org/web:1\nExec=false\n[Service]\nType=oneshot\n"
    )
    return host
  }

  @Test(
    arguments: [
      "list", "list --json", "status", "status app", "status web.container", "status --json", "history app",
      "history app --json", "staged", "staged --json", "diff app", "diff app --stat", "diff app --json",
      "apply app --dry-run", "rollback app --dry-run", "remove app --dry-run", "update app --dry-run",
      "start app --dry-run", "stop app --dry-run", "restart web --dry-run", "stage app --dry-run",
      "discard app --dry-run", "recover --dry-run",
      "update app --unattended", "list --available /srv", "list --available /srv --json",
    ]
  )
  func output(_ line: String) throws {
    let host = host()
    let (before, start, messages) = (host.observation(), host.output.count, host.messages.count)
    let status = host.leger(line)
    let shown = host.output.dropFirst(start) + host.messages.dropFirst(messages) + "exit status \(status.rawValue)\n"
    let name = line.replacing(" ", with: "-").replacing("/", with: "-")
    expectGolden(String(shown), Corpus.folder("deployments").appending(path: "\(name).expected"))
    #expect(host.observation() == before, "nothing is changed")
    if line.hasSuffix("--json") {
      let text = Data(host.output.dropFirst(start).utf8)
      let document = try JSONSerialization.jsonObject(with: text) as? [String: Any]
      #expect(document?["schema"] as? Int == 1)
    }
  }

  @Test func `the services of a deployment stop and start`() {
    let host = host()
    let isUp = { host.machine.units["web.service"]?.activity.state == "active" }
    #expect(host.leger("stop web") == .clean)
    #expect(!isUp() && host.machine.containers.allSatisfy { $0.name != "systemd-web" })
    #expect(host.leger("start web.service --settle 1") == .clean, "\(host.messages)")
    #expect(isUp())
    let run = host.machine.units["web.service"]?.invocation
    #expect(host.leger("restart web.container --settle 1") == .clean, "\(host.messages)")
    #expect(isUp() && host.machine.units["web.service"]?.invocation != run)
    #expect(host.leger("start tp@.container") == .usage)
    #expect(host.leger("stop wbe") == .usage)
    #expect(host.messages.contains("did you mean \"web\"?"), "\(host.messages)")
  }

  @Test func `instances of a template are started, shown and stopped by name`() {
    let host = host()
    #expect(host.leger("start tp@one --settle 1") == .clean, "\(host.messages)")
    #expect(host.leger("start tp@two.container --settle 1") == .clean, "\(host.messages)")
    let isUp = { (name: String) in host.machine.units["tp@\(name).service"]?.activity.state == "active" }
    #expect(isUp("one") && isUp("two"))
    let start = host.output.count
    #expect(host.leger("status app") == .clean)
    #expect(host.output.dropFirst(start).contains("tp@two.service"), "\(host.output)")
    #expect(host.leger("stop tp@two.service") == .clean)
    #expect(isUp("one") && !isUp("two"))
    #expect(host.leger("restart app --settle 1") == .clean, "\(host.messages)")
    #expect(isUp("one"))
    #expect(host.leger("stop app") == .clean)
    #expect(!isUp("one") && host.machine.containers.isEmpty)
    for name in ["tp@*", "tp@", "tp@ x", "other@one"] { #expect(host.leger("start \(name)") == .usage, "\(name)") }
  }

  @Test func `removing volumes takes their data, and nothing else does`() {
    let host = SimulatedHost()
    host.register("example.org/web:1", RegistryImage(id: String(repeating: "a", count: 64)))
    host.write("/srv/app/web.container", Self.unit.replacing("HealthCmd", with: "Volume=data.volume:/data\nHealthCmd"))
    host.write("/srv/app/data.volume", "[Volume]\n")
    for (option, count) in [("", 1), (" --remove-volumes", 0)] {
      #expect(host.leger("install -y --settle 1 /srv/app") == .clean, "\(host.messages)")
      #expect(host.leger("remove app -y\(option)") == .clean, "\(host.messages)")
      #expect(host.machine.volumes.count == count)
    }
  }

  @Test(arguments: ["status web.service", "status web.service --json"])
  func `the status of one service is that of no other`(_ line: String) {
    let host = host()
    let start = host.output.count
    #expect(host.leger(line) == .clean, "\(host.messages)")
    let text = host.output.dropFirst(start)
    #expect(text.contains("web.service") && !text.contains("tp@"), "\(text)")
  }

  @Test func `what is new at a source is told without being staged`() {
    let host = host()
    #expect(host.leger("discard app --dry-run") == .clean)
    #expect(host.output.hasSuffix("app: would be discarded\n"))
    #expect(host.leger("discard app") == .clean && host.output.hasSuffix("app: discarded\n"))
    #expect(host.leger("discard app") == .clean && host.output.hasSuffix("app: nothing is staged\n"))
    #expect(host.leger("diff app") == .usage, "\(host.messages)")
    #expect(host.leger("stage app --dry-run") == .clean)
    #expect(host.output.hasSuffix("app: an update would be staged\n"), "\(host.output)")
    host.write("/srv/app/web.container", Self.unit + "# two\n")
    #expect(host.leger("stage app --dry-run") == .clean)
    #expect(host.output.hasSuffix("app: nothing new\n"), "\(host.output)")
    #expect(host.leger("staged") == .clean && host.messages.hasSuffix("nothing is staged\n"))
  }

  @Test func `units that leger did not install are counted without their drop-ins`() {
    let host = host()
    for name in ["a.container.d/x.conf", "b.container", "c.volume"] {
      host.write("/etc/containers/systemd/foreign/\(name)", "[Unit]\nDescription=x\n")
    }
    host.write("/etc/containers/systemd/late/d.container", "[Container]\nImage=x\n")
    #expect(host.leger("list") == .clean)
    #expect(host.output.contains("2 units, not installed by leger; a folder of units"), "\(host.output)")
    #expect(host.output.contains("late"), "\(host.output)")
    #expect(host.output.contains("1 unit, not installed by leger; in the folder of units itself"), "\(host.output)")
  }
}
