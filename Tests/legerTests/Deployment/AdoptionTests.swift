import Testing

@testable import leger

/// Taking over units that someone else installed: nothing restarts, and nothing of others moves.
@Suite struct AdoptionTests {
  private static let root = "/etc/containers/systemd"

  private func unit(_ more: String = "") -> String {
    "[Container]\nImage=example.org/web:1\nExec=sh -c \"trap 'exit 0' TERM; sleep infinity & wait\"\n\(more)"
      + "[Install]\nWantedBy=default.target\n"
  }

  /// A host on which units of someone else run.
  private func host(_ units: [String: String]) throws -> SimulatedHost {
    let host = SimulatedHost()
    host.register("example.org/web:1", RegistryImage(id: String(repeating: "a", count: 64)))
    for (name, text) in units { host.write("\(Self.root)/\(name)", text) }
    for words in [["daemon-reload"], ["start", "--no-block", "--", "web.service"]] {
      _ = try host.run(Spawn(program: Array("/usr/bin/systemctl".utf8), arguments: words.map { Array($0.utf8) }))
    }
    let pull = ["pull", "--", "example.org/web:1"]
    _ = try host.run(Spawn(program: Array("/usr/bin/podman".utf8), arguments: pull.map { Array($0.utf8) }))
    host.sleep(for: .seconds(2))
    return host
  }

  private func places(_ host: SimulatedHost) -> [String] {
    host.machine.files.paths(below: Array(Self.root.utf8)).filter { host.machine.files.bytes($0) != nil }
      .map { String(decoding: $0.dropFirst(Self.root.utf8.count + 1), as: UTF8.self) }.sorted()
  }

  @Test func `flat units move with their drop-ins and the files that they name, and run on`() throws {
    let host = try host([
      "web.container": unit("EnvironmentFile=./z.env\nEnvironmentFile=./-gone.env\nVolume=./data:/data\n"),
      "web.container.d/a.conf": "[Container]\nUser=1\n", "z.env": "A=1\n", "data/file": "precious",
      "web-db.container": unit(), "other.container": unit(), "other.env": "B=1\n",
    ])
    let run = host.machine.units["web.service"]?.invocation
    #expect(run?.isEmpty == false)
    #expect(host.leger("adopt web -y") == .clean, "\(host.messages)")
    #expect(
      places(host) == [
        "other.container", "other.env", "web/data/file", "web/web-db.container", "web/web.container",
        "web/web.container.d/a.conf", "web/z.env",
      ]
    )
    #expect(host.machine.units["web.service"]?.invocation == run)
    #expect(host.leger("list") == .clean)
    // What a container writes is not leger's.
    let record = host.text(of: "/var/lib/leger/history/web/1/generation.json") ?? ""
    for name in ["web.container", "web.container.d", "web-db.container", "z.env"] {
      #expect(record.contains("\"\(name)"), "\(name): \(record)")
    }
    #expect(!record.contains("data/file"))
    #expect(host.leger("adopt web -y") == .clean, "adopting again records what was edited")
  }

  @Test func `a folder of units is recorded where it is`() throws {
    let host = try host(["web/web.container": unit("EnvironmentFile=./web.env\n"), "web/web.env": "A=1\n"])
    let before = places(host)
    let run = host.machine.units["web.service"]?.invocation
    #expect(host.leger("adopt web -y") == .clean, "\(host.messages)")
    #expect(places(host) == before && host.machine.units["web.service"]?.invocation == run)
    #expect(host.leger("remove web -y") == .clean, "\(host.messages)")
    #expect(places(host) == [])
    #expect(host.output.contains("these units have no source; a copy of them stays in"), "\(host.output)")
    let kept = host.machine.files.paths(below: Array("/var/lib/leger/removed".utf8))
    #expect(kept.contains { $0.suffix(7).elementsEqual("web.env".utf8) }, "a copy of adopted files stays")
  }

  @Test(
    arguments: [
      (
        ["web.container": "EnvironmentFile=./both.env\n", "other.container": "EnvironmentFile=./both.env\n"],
        "other units"
      ),
      (["web.container": "Volume=./data:/a\n", "other.container": "Volume=./data/sub:/b\n"], "other units"),
      (["web.container": "Volume=./:/a\n"], "the whole folder of units"),
      (["web.container": "Volume=/etc/containers/systemd/data:/a\n"], "absolute path"),
    ]
  )
  func `what others use, too, and what is named by its old place is refused`(_ units: [String: String], _ why: String)
    throws
  {
    var files = units.mapValues { unit($0) }
    for path in ["both.env", "data/sub/x"] { files[path] = "A=1\n" }
    let host = try host(files)
    let before = host.observation()
    #expect(host.leger("adopt web -y") == .refused, "\(host.messages)")
    #expect(host.messages.contains(why), "\(host.messages)")
    #expect(host.observation() == before)
  }

  @Test func `a drop-in folder of several units is not taken from the others`() throws {
    let host = try host([
      "web-a.container": unit(), "web-b.container": unit(), "web-.container.d/all.conf": "[Container]\nUser=1\n",
    ])
    #expect(host.leger("adopt web-a -y") == .refused)
    #expect(host.messages.contains("other units"), "\(host.messages)")
    #expect(host.leger("adopt web -y") == .clean, "\(host.messages)")
    #expect(places(host).contains("web/web-.container.d/all.conf"))
  }

  @Test func `what is no group of units, or leger's own, is refused`() throws {
    let host = try host(["web.container": unit()])
    #expect(host.leger("adopt web.container -y") == .usage)
    #expect(host.messages.contains("leger adopt web"), "\(host.messages)")
    #expect(host.leger("adopt nothing -y") == .usage)
    #expect(host.leger("adopt web") == .cancelled)
    host.write("/srv/app/app.container", unit())
    #expect(host.leger("install -y --settle 1 /srv/app") == .clean, "\(host.messages)")
    #expect(host.leger("adopt app -y") == .refused)
    #expect(host.messages.contains("already a deployment"), "\(host.messages)")
  }

  @Test func `a link in a folder that is named is no file of the deployment`() throws {
    let host = try host(["web.container": unit("Volume=./conf:/conf:ro\n"), "conf/a": "1"])
    try host.link("\(Self.root)/conf/link", to: "/etc/shadow")
    host.write("/etc/shadow", "secret")
    #expect(host.leger("adopt web -y") == .clean, "\(host.messages)")
    let record = host.text(of: "/var/lib/leger/history/web/1/generation.json") ?? ""
    #expect(record.contains("conf\\/a") || record.contains("conf/a"), "\(record)")
    #expect(!record.contains("link"))
  }

  /// A plain unit of systemd would look for the file at its old place.
  @Test(arguments: ["/etc/systemd/system", "/usr/lib/systemd/system"])
  func `a file that a plain unit of systemd names stays`(_ folder: String) throws {
    let host = try host(["web.container": unit("EnvironmentFile=./web.env\n"), "web.env": "A=1\n"])
    host.write("\(folder)/a.service", "[Service]\nExecStart=/usr/bin/true\n")
    host.write("\(folder)/a.service.d/x.conf", "[Service]\nNice=1\n")
    host.write(
      "\(folder)/backup.service",
      "[Service]\nType=oneshot\nExecStart=/usr/bin/cp \(Self.root)/web.env /srv/backup\n"
    )
    let before = host.observation()
    #expect(host.leger("adopt web -y") == .refused)
    #expect(host.messages.contains("\(folder)/backup.service"), "\(host.messages)")
    #expect(host.observation() == before)
  }
}
