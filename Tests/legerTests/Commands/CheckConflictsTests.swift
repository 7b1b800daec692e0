import QuadletAnalysis
import Testing

@testable import leger

struct CheckConflictsTests {
  private static let unit = "[Container]\nImage=localhost/app:1\nPublishPort=8080:80\n"

  @Test(arguments: Conflict.Kind.allCases)
  func `explain knows every word in brackets`(_ kind: Conflict.Kind) {
    let name = Rule.conflict(kind).name
    #expect(name == kind.rawValue + "-conflict")
    #expect(Rule.named(name)?.name == name)
  }

  @Test func `a conflict shows the name of its rule, and the JSON its kind`() {
    let host = RecordingHost(files: ["a.container": Self.unit, "b.container": Self.unit])
    #expect(host.leger("check-conflicts") == .findings)
    #expect(host.output.contains("by a.container and b.container [port-conflict]\n"))
    let json = RecordingHost(files: ["a.container": Self.unit, "b.container": Self.unit])
    #expect(json.leger("check-conflicts --json") == .findings)
    #expect(json.output.contains("{\"kind\":\"port\","))
  }

  @Test func `--port prints JSON when it is asked for`() {
    let host = RecordingHost(files: ["a.container": Self.unit])
    #expect(host.leger("check-conflicts --port 8080 --json") == .clean)
    #expect(
      host.output == """
        {"schema":1,"port":8080,"claims":[
        {"path":"a.container","line":3,"column":13,"unit":"a.container"}
        ]}

        """
    )
  }

  @Test(arguments: ["0", "65536", "99999", "http"])
  func `a port is a number that a port can have`(_ port: String) {
    let host = RecordingHost(files: ["a.container": Self.unit])
    #expect(host.leger("check-conflicts --port \(port)") == .usage)
    let message = "leger: option \"--port\" needs a whole number from 1 to 65535, not \"\(port)\"\n"
    #expect(host.messages.hasPrefix(message))
  }
}
