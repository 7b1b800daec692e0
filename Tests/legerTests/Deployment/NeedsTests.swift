import Testing

@testable import leger

/// What a deployment needs of its host: each need is looked at, whatever the others are.
@Suite struct NeedsTests {
  private func web(_ more: String = "", unit: String = "") -> String {
    unit + SampleProject.web("example.org/web:1", more)
  }

  @Test func `a path that exists does not hide one that does not`() {
    let host = SampleProject.host(["web.container": web("Volume=/aaa:/a\nVolume=/nope:/b\nVolume=/%i:/c\n")])
    host.write("/aaa/x", "")
    #expect(host.leger("install -y /srv/app") == .refused)
    #expect(host.messages.contains("web.container mounts \"/nope\""), "\(host.messages)")
    host.write("/nope/x", "")
    #expect(host.leger("install -y --no-start /srv/app") == .clean, "\(host.messages)")
  }

  @Test func `a deployment that is installed does not hide one that is not`() {
    let host = SampleProject.host(["web.container": web(), ".leger.yaml": "requires: [one, two]\n"])
    host.write("/srv/one/one.container", web())
    #expect(host.leger("install -y --settle 1 /srv/one") == .clean, "\(host.messages)")
    #expect(host.leger("install -y /srv/app") == .refused)
    #expect(host.messages.contains("app requires \"two\", which is not installed"), "\(host.messages)")
  }

  @Test func `a port that podman chooses does not hide one that is in use`() {
    let host = SampleProject.host(["web.container": web("PublishPort=80\nPublishPort=8080:81\n")])
    host.write("/proc/net/tcp", "header\n   0: 00000000:1F90 00000000:0000 0A 0\n")
    #expect(host.leger("install -y /srv/app") == .refused)
    #expect(host.messages.contains("port 8080/tcp is in use by another program"), "\(host.messages)")
  }

  @Test func `an instance of a template of its own is not a unit that lacks`() {
    let host = SampleProject.host([
      "tp@.container": web(), "web.container": web(unit: "[Unit]\nRequires=tp@one.service\nAfter=tp@one.service\n"),
    ])
    #expect(host.leger("install -y --settle 1 /srv/app") == .clean, "\(host.messages)")
    #expect(host.isUp("tp@one.service") && host.isUp("web.service"))
  }

  @Test func `a mistake that only keeps services from starting can be forced, and is then no fault`() {
    let cycle = { (other: String) in self.web(unit: "[Unit]\nAfter=\(other).container\nRequires=\(other).container\n") }
    let host = SampleProject.host(["a.container": cycle("b"), "b.container": cycle("a")])
    #expect(host.leger("install -y --no-start /srv/app") == .refused)
    #expect(host.messages.contains("would keep services from starting"), "\(host.messages)")
    #expect(host.leger("install -y --no-start --force /srv/app") == .clean, "\(host.messages)")
    host.write("/srv/two/two.container", web().replacing("Image=", with: "Imagee="))
    #expect(host.leger("install -y --force /srv/two") == .refused)
    #expect(host.messages.contains("must be fixed first"), "\(host.messages)")
  }

  @Test func `the first name of an image is pulled for what starts, and not for what runs on`() {
    let host = SampleProject.host(["a.container": web(), "web.container": web()])
    #expect(host.leger("install -y --settle 1 /srv/app") == .clean, "\(host.messages)")
    host.change { $0.registry["example.org/web:1"] = nil }
    host.write("/srv/app/web.container", SampleProject.web("example.org/web:2"))
    host.inject(nil)
    #expect(host.leger("update app -y --settle 1") == .clean, "\(host.messages)")
    let pulls = host.log.filter { $0.hasPrefix("run podman pull") }
    #expect(pulls.count == 1 && pulls[0].hasSuffix("example.org/web:2"), "\(pulls)")
  }

  @Test(arguments: [("5.3.9", false), ("5.4.0", true), ("5.4.2", true), ("6.0.0", true), ("9.1.0", true), ("x", false)])
  func `releases of Podman from 5.4 on are deployed with`(_ version: String, _ isEnough: Bool) {
    let host = SimulatedHost(podmanVersion: version)
    host.register("example.org/web:1", RegistryImage(id: SampleProject.first))
    host.write("/srv/app/web.container", web())
    #expect(host.leger("install -y --no-start /srv/app") == (isEnough ? .clean : .environment), "\(host.messages)")
  }

  @Test func `a list asks podman for no container`() {
    let host = SampleProject.host(["web.container": web()])
    #expect(host.leger("install -y --settle 1 /srv/app") == .clean, "\(host.messages)")
    host.inject(nil, countingQuestions: true)
    #expect(host.leger("list") == .clean)
    #expect(!host.log.contains { $0.contains("podman ps") }, "\(host.log)")
    #expect(host.leger("status") == .clean)
    #expect(host.log.contains { $0.contains("podman ps") })
  }
}
