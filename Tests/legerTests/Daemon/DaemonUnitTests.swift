import Foundation
import QuadletAnalysis
import TestSupport
import Testing

@testable import leger

/// The units that run legerd: what packages bring is what `leger daemon start` writes.
struct DaemonUnitTests {
  private static let root = Corpus.root.appending(path: "Packaging/systemd")

  @Test func `the units of packages are those that leger writes`() throws {
    for (scope, folder) in [(Scope.system, "system"), (.user, "user")] {
      for file in DaemonUnits.files(scope, program: "/usr/bin/leger", hasGroup: true, isRemote: false) {
        expectGolden(file.text, Self.root.appending(path: "\(folder)/\(file.name)"))
      }
    }
  }

  @Test func `without a group only root connects, and a server on the network is reached`() {
    let texts = DaemonUnits.files(.system, program: "/usr/bin/leger", hasGroup: false, isRemote: true)
      .reduce(into: [:]) { $0[$1.name] = $1.text }
    #expect(texts["legerd.socket"]?.contains("SocketMode=0600\n") == true)
    #expect(texts["legerd.socket"]?.contains("SocketGroup") == false)
    #expect(texts["legerd-sync.service"]?.contains("IPAddressDeny") == false)
    #expect(texts["legerd-sync.service"]?.contains("AF_INET AF_INET6") == true)
    #expect(texts["legerd.service"]?.contains("IPAddressDeny=any") == true)
  }

  @Test(arguments: [
    ("/usr/bin/leger", "/usr/bin/leger"), ("/home/a b/leger", "\"/home/a b/leger\""),
    ("/opt/100%/leger", "\"/opt/100%%/leger\""), ("/a\"b\\c", "\"/a\\\"b\\\\c\""),
  ]) func `a path is one word of a command`(_ path: String, _ word: String) {
    let text = DaemonUnits.files(.user, program: path, hasGroup: false, isRemote: false)[0].text
    #expect(text.contains("ExecStart=\(word) daemon run --user\n"))
  }
}
