import Testing

@testable import leger

/// Where programs are taken from: row 34 of the faults of a host.
@Suite struct ProgramSearchTests {
  private func found(
    _ path: String,
    owner: UInt32 = 0,
    mode: UInt16 = 0o755,
    folderMode: UInt16 = 0o755,
    user: UInt32 = 0
  )
    -> Bool
  {
    let host = SimulatedHost(user: user, without: ["podman"], path: "tools:.:/opt/tools:/usr/bin")
    host.change { machine in
      machine.files.makeFolders("/opt/tools", owner: owner, mode: folderMode)
      machine.files.write(path, [1], owner: owner, mode: mode)
    }
    return host.findProgram("podman") == Array(path.utf8)
  }

  @Test func `34: a program of root in a folder that PATH names is found`() { #expect(found("/opt/tools/podman")) }

  @Test func `34: the current folder and relative entries of PATH do not count`() {
    #expect(!found("/root/podman"))
    #expect(!found("/root/tools/podman"))
  }

  @Test func `34: root runs nothing that others can change`() {
    #expect(!found("/opt/tools/podman", owner: 1000))
    #expect(!found("/opt/tools/podman", mode: 0o757))
    #expect(!found("/opt/tools/podman", folderMode: 0o1777))
    #expect(found("/opt/tools/podman", owner: 1000, user: 1000))
  }

  @Test func `34: what cannot be run is no program`() { #expect(!found("/opt/tools/podman", mode: 0o644)) }

  @Test func `34: the usual folders come first, whatever PATH says`() {
    let host = SimulatedHost(path: "/opt/tools")
    host.write("/opt/tools/podman", "fake", mode: 0o755)
    #expect(host.findProgram("podman") == Array("/usr/bin/podman".utf8))
  }
}
