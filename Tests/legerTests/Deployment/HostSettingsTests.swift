import Testing

@testable import leger

/// What `config.yaml` changes, and what is refused in it.
@Suite struct HostSettingsTests {
  private static let unit = """
    [Container]
    Image=example.org/web:1
    Exec=sh -c "trap 'exit 0' TERM; sleep infinity & wait"
    [Install]
    WantedBy=default.target

    """

  private func host(_ settings: String, user: UInt32 = 0) -> SimulatedHost {
    let host = SimulatedHost(user: user)
    host.register("example.org/web:1", RegistryImage(id: String(repeating: "a", count: 64)))
    host.write("/srv/repository/web/web.container", Self.unit)
    host.write("/srv/repository/apps/api/api.container", Self.unit)
    host.write("/srv/repository/apps/api/.leger.yaml", "name: backend\n")
    host.write("/srv/repository/a/twin/one.container", Self.unit)
    host.write("/srv/repository/b/twin/two.container", Self.unit)
    host.write("/etc/leger/config.yaml", settings)
    return host
  }

  @Test(arguments: [("web", "web/web.container"), ("backend", "backend/api.container")])
  func `a name is looked for in the default repository`(_ name: String, _ unit: String) {
    let host = host("default-repo: /srv/repository\n")
    #expect(host.leger("install -y --settle 1 \(name)") == .clean, "\(host.messages)")
    #expect(host.text(of: "/etc/containers/systemd/\(unit)") == Self.unit)
    #expect(host.leger("install -y \(name)") == .clean)
    #expect(host.output.hasSuffix("nothing to do\n"), "\(host.output)")
  }

  @Test(
    arguments: [
      ("wbe", "did you mean \"web\"?"), ("twin", "more than once: a/twin, b/twin"),
      ("web --subpath x", "is one already"),
    ]
  )
  func `a name that it does not offer once is refused`(_ operand: String, _ message: String) {
    let host = host("default-repo: /srv/repository\n")
    let before = host.observation()
    #expect(host.leger("install -y \(operand)") == .usage)
    #expect(host.messages.contains(message), "\(host.messages)")
    #expect(host.observation() == before)
  }

  @Test func `without a default repository a name is nothing, and the message says how to set it`() {
    let host = host("{}\n")
    #expect(host.leger("install -y web") == .usage)
    #expect(host.messages.contains("set default-repo in config.yaml"), "\(host.messages)")
    #expect(host.leger("list --available") == .usage)
    #expect(host.messages.contains("config.yaml names no default-repo"), "\(host.messages)")
  }

  @Test func `a folder counts over a name`() {
    let host = host("default-repo: /nowhere\n")
    #expect(host.leger("install -y --settle 1 /srv/repository/web") == .clean, "\(host.messages)")
    #expect(host.leger("install -y web") == .usage)
    #expect(host.messages.contains("default-repo in config.yaml: \"/nowhere\": no such file or folder"))
  }

  @Test(arguments: ["list --available", "list --available -f text", "list --json --available"])
  func `list shows what the default repository offers, under the names that install takes`(_ line: String) {
    let host = host("default-repo: /srv/repository\n")
    #expect(host.leger(line) == .clean, "\(host.messages)")
    #expect(host.output.contains("backend") && host.output.contains("web"), "\(host.output)")
  }

  @Test func `folders of units and of staged updates are where the settings say`() {
    let host = host("install-dir-system: /etc/containers/systemd/leger/\nstaging-dir: /srv/staged\n")
    #expect(host.leger("install -y --settle 1 /srv/repository/web") == .clean, "\(host.messages)")
    #expect(host.text(of: "/etc/containers/systemd/leger/web/web.container") == Self.unit)
    host.write("/srv/repository/web/web.container", Self.unit + "# two\n")
    #expect(host.leger("stage web") == .clean, "\(host.messages)")
    #expect(host.text(of: "/srv/staged/leger-staged/web/generation.json") != nil)
    #expect(host.leger("apply web -y --settle 1") == .clean, "\(host.messages)")
    #expect(host.text(of: "/srv/staged/leger-staged/web/generation.json") == nil)
  }

  @Test(
    arguments: [
      ("staging-dir: /etc/containers/systemd/staged", "Podman would read what leger keeps there"),
      (
        "install-dir-system: /etc/containers/systemd/apps\nstaging-dir: /etc/containers/systemd/staged",
        "Podman would read what leger keeps there"
      ),
      ("staging-dir: /usr/share/containers/systemd", "Podman would read what leger keeps there"),
      ("staging-dir: /var/lib/leger/history", "where leger keeps other things"),
      ("staging-dir: /var/lib/leger", "where leger keeps other things"),
    ]
  )
  func `what leger keeps is never among the units, or among its other records`(_ settings: String, _ why: String) {
    let host = host(settings)
    #expect(host.leger("install -y /srv/repository/web") == .usage)
    #expect(host.messages.contains(why), "\(host.messages)")
  }

  @Test func `folders of others where updates are staged stay`() {
    let host = host("staging-dir: /srv/data\n")
    host.write("/srv/data/web/precious", "1")
    #expect(host.leger("install -y --settle 1 /srv/repository/web") == .clean, "\(host.messages)")
    host.write("/srv/repository/web/web.container", Self.unit + "# two\n")
    for line in ["stage web", "discard web", "stage web", "apply web -y --settle 1", "remove web -y"] {
      #expect(host.leger(line) == .clean, "\(host.messages)")
      #expect(host.text(of: "/srv/data/web/precious") == "1", "\(line)")
    }
  }

  @Test func `a deployment is not lost when the folder of units becomes another one`() {
    let host = host("{}\n")
    #expect(host.leger("install -y --settle 1 /srv/repository/web") == .clean, "\(host.messages)")
    host.write("/etc/leger/config.yaml", "install-dir-system: /etc/containers/systemd/sub\n")
    for line in ["remove web -y", "update web -y", "stop web"] {
      #expect(host.leger(line) == .environment)
      #expect(host.messages.contains("web is in \"/etc/containers/systemd\""), "\(host.messages)")
    }
    #expect(host.text(of: "/etc/containers/systemd/web/web.container") == Self.unit)
  }

  @Test(
    arguments: [
      "https://joe:s3cr3t@example.org/x.git", "ssh://joe:s3cr3t@example.org/x\n", "https://example.org/x?token=s3cr3t",
      "https://example.org/x#s3cr3t", "ftp://joe:s3cr3t@example.org/x",
    ]
  )
  func `a password in a URL is not shown`(_ url: String) {
    let host = host("default-repo: \"\(url)\"\n")
    _ = host.leger("install -y web")
    _ = host.leger("list --available")
    _ = host.leger("install -y \(url.filter { !$0.isNewline })")
    #expect(!host.messages.contains("s3cr3t") && !host.output.contains("s3cr3t"), "\(host.messages)")
  }

  @Test func `a user's file counts over that of the system, whose folders are not the user's`() {
    let host = host("default-repo: /nowhere\nstaging-dir: /srv/staged\ninstall-dir-system: /x\n", user: 1000)
    let home = host.homeFolder ?? ""
    host.write("\(home)/.config/leger/config.yaml", "default-repo: /srv/repository\n")
    #expect(host.leger("install -y --settle 1 web") == .clean, "\(host.messages)")
    #expect(host.text(of: "\(home)/.config/containers/systemd/web/web.container") == Self.unit)
    host.write("/srv/repository/web/web.container", Self.unit + "# two\n")
    #expect(host.leger("stage web") == .clean, "\(host.messages)")
    #expect(host.text(of: "/srv/staged/leger-staged/web/generation.json") == nil)
  }

  @Test(
    arguments: [
      ("default-rpo: x", "line 1: unknown key \"default-rpo\"; did you mean \"default-repo\"?"),
      ("branch: main\ndaemon:\n  setec-sever: x", "line 3: unknown key \"setec-sever\" in daemon"),
      ("backup: {keep-manuel: 5}", "did you mean \"keep-manual\"?"),
      ("staging-dir: staged", "staging-dir must be an absolute path or begin with ~/, not \"staged\""),
      ("install-dir-user: x", "install-dir-user must be an absolute path"),
      ("default-repo: [a]", "default-repo must be a string"), ("[a]", "config.yaml must be a mapping"),
      ("a: b\n---\na: b", "only one document"),
    ]
  )
  func `a mistake is named with its line, and nothing is done`(_ settings: String, _ message: String) {
    let host = host(settings)
    #expect(host.leger("list") == .usage)
    #expect(host.messages.contains(message), "\(host.messages)")
  }

  @Test(arguments: ["default-repo: relative/path", "default-repo: --upload-pack=x", "default-repo: ext::sh -c x"])
  func `a default repository is a URL that leger fetches, or an absolute path`(_ settings: String) {
    let host = host(settings)
    #expect(host.leger("install -y web") == .usage)
    #expect(host.messages.contains("default-repo in config.yaml"), "\(host.messages)")
  }

  @Test func `text that is not YAML, and a file that others can change, are not obeyed`() {
    let broken = host("default-repo: [\n")
    #expect(broken.leger("list") == .environment)
    let host = host("default-repo: /srv/repository\n")
    host.write("/etc/leger/config.yaml", "default-repo: /srv/repository\n", mode: 0o666)
    #expect(host.leger("list") == .environment)
    #expect(host.messages.contains("can be changed by others than its owner (mode 666)"), "\(host.messages)")
  }

  @Test(
    arguments: [
      (0, 0, 0o644, true), (0, 0, 0o664, true), (1000, 1000, 0o664, true), (0, 1000, 0o664, true),
      (1000, 7, 0o644, true), (1000, 7, 0o664, false), (7, 7, 0o644, false), (1000, 1000, 0o646, false),
    ] as [(UInt32, UInt32, UInt16, Bool)]
  )
  func `a file counts when only the user, the user's own group and root can change it`(
    _ user: UInt32,
    _ group: UInt32,
    _ mode: UInt16,
    _ counts: Bool
  ) throws {
    let host = host("{}\n", user: 1000)
    let path = "\(host.homeFolder ?? "")/.config/leger/config.yaml"
    host.write(path, "default-repo: /srv/repository\n")
    host.change { machine in
      guard let number = try? machine.files.existing(Array(path.utf8)) else { return }
      var node = machine.files.node(number)
      (node.owner, node.mode) = (FileOwner(user: user, group: group), mode)
      machine.files.set(number, node)
    }
    #expect(host.leger("list --available") == (counts ? .clean : .environment), "\(host.messages)")
    // The owner of a link is not that of the file.
    host.change { machine in
      machine.files.write("/srv/elsewhere/config.yaml", [], owner: 7)
      machine.files.removeAll(path)
    }
    try host.link(path, to: "/srv/elsewhere/config.yaml")
    #expect(host.leger("list --available") == .environment)
    host.change { $0.files.write("/srv/elsewhere/config.yaml", Array("default-repo: /srv/repository\n".utf8)) }
    #expect(host.leger("list --available") == .clean, "\(host.messages)")
  }

  @Test func `a key without a value does not hide those after it`() {
    let host = host("branch:\ndefault-repo: /srv/repository\ninstall-dir-user: /nowhere\n")
    #expect(host.leger("install -y --settle 1 web") == .clean, "\(host.messages)")
    #expect(host.text(of: "/etc/containers/systemd/web/web.container") == Self.unit)
  }
}
