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
      for file in DaemonUnits.files(scope, program: "/usr/bin/leger", hasGroup: true) {
        expectGolden(file.text, Self.root.appending(path: "\(folder)/\(file.name)"))
      }
    }
  }

  @Test func `without a group only root connects`() {
    let socket = DaemonUnits.files(.system, program: "/usr/bin/leger", hasGroup: false)[0].text
    #expect(socket.contains("SocketMode=0600\n") && !socket.contains("SocketGroup"))
  }

  @Test func `a drop-in opens the network, and a low port where one is needed`() {
    let file = DaemonUnits.networkDropIn(of: "legerd.service")
    #expect(file.name == "legerd.service.d/50-network.conf")
    #expect(
      file.text == """
        [Service]
        IPAddressDeny=
        PrivateNetwork=no
        RestrictAddressFamilies=AF_INET AF_INET6 AF_NETLINK

        """
    )
    #expect(
      DaemonUnits.networkDropIn(of: "legerd.service", hasLowPort: true).text
        == file.text + "AmbientCapabilities=CAP_NET_BIND_SERVICE\nCapabilityBoundingSet=CAP_NET_BIND_SERVICE\n"
    )
  }

  @Test(arguments: [
    ("/usr/bin/leger", "/usr/bin/leger"), ("/home/a b/leger", "\"/home/a b/leger\""),
    ("/opt/100%/leger", "\"/opt/100%%/leger\""), ("/a\"b\\c", "\"/a\\\"b\\\\c\""),
  ]) func `a path is one word of a command`(_ path: String, _ word: String) {
    let text = DaemonUnits.files(.user, program: path, hasGroup: false)[1].text
    #expect(text.contains("ExecStart=\(word) daemon run --user\n"))
  }
}
