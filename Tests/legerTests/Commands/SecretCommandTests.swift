import Testing

@testable import leger

/// Commands on single secrets of the store, on a simulated host.
struct SecretCommandTests {
  /// A host with a project that uses the secret `app-key` of the store.
  private func host() -> SimulatedHost {
    let host = SampleProject.host(["web.container": SampleProject.web("example.org/web:1", "Secret=app-key\n")])
    host.change { $0.setStored("leger/app-key", "canary-key") }
    return host
  }

  @Test func `setting a value says whether it is a new one, and which one counts`() {
    let host = host()
    for (value, options, line) in [
      ("first", "", "leger/new: version 1 stored, active"),
      ("first", "", "leger/new: version 1 unchanged, active"),
      ("second", "--no-activate", "leger/new: version 2 stored, not active; see: leger secrets activate leger/new 2"),
      ("second", "", "leger/new: version 2 stored before, active"),
      ("third", "", "leger/new: version 3 stored, active"),
    ] {
      host.write("/value", value)
      #expect(host.printed("secrets set leger/new @/value \(options)") == line + "\n")
    }
    #expect(host.active("leger/new") == 3)
    // The socket of this machine answers at once or not at all.
    let calls = host.log.filter { $0.hasPrefix("run curl") }
    #expect(!calls.isEmpty && calls.allSatisfy { $0.contains("--max-time 10 ") && $0.contains("--unix-socket") })
    #expect(
      host.leger("secrets set a\u{7F}b @/value") == .usage && host.messages.contains("cannot be the name of a secret")
    )
    // Units mean others.
    #expect(!host.messages.contains("does not mean"))
    #expect(host.printed("secrets set new @/value") == "new: version 1 stored, active\n")
    #expect(host.messages.contains("Secret=new of a unit does not mean this one, but leger/new"))
  }

  @Test func `a secret for which podman asks the store is not deleted while podman has it`() {
    let host = host()
    #expect(host.leger("install -y --settle 1 /srv/app") == .clean, "\(host.messages)")
    #expect(host.printed("secrets driver install").contains("app-key: podman asks the store for it\n"))
    #expect(
      host.printed("secrets driver install") == "nothing to change; for each secret: podman asks the store for it\n"
    )
    #expect(host.leger("secrets delete leger/app-key -y") == .refused)
    #expect(host.messages.contains("which is its secret \"app-key\""), "\(host.messages)")
    #expect(host.active("leger/app-key") == 1)
    // Others, and single versions, may go.
    host.change { machine in
      machine.setStored("leger/other", "value")
      machine.setStored("leger/app-key", "canary-second")
    }
    #expect(host.printed("secrets delete leger/other -y") == "leger/other: deleted\n")
    #expect(host.printed("secrets delete leger/app-key --version 1 -y") == "leger/app-key: version 1 deleted\n")
    #expect(host.leger("secrets driver remove") == .clean)
    #expect(host.printed("secrets delete leger/app-key -y") == "leger/app-key: deleted\n")
    #expect(host.machine.unknownCommands == [])
  }
}
