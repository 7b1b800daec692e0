import TestSupport
import Testing

@testable import QuadletAnalysis

@Suite struct CommandValueTests {
  @Test(arguments: [
    GoodValues(
      .healthCommand,
      "curl -f http://localhost",
      #"["CMD", "curl", "-f", "a\"b\u00e9"]"#,
      "none",
      "[ -f /tmp/ok ]",
      #"[ "$X" = y ] || exit 1"#,
      #"[ "a" ]"#,
      "CMD-SHELL true",
      #"["CMD-SHELL","test -f x"]"#
    ),
    GoodValues(.entrypoint, "/bin/sh", #"["/bin/sh", "-c"]"#, "sh -c"),
    GoodValues(
      .imageReference,
      "docker.io/library/nginx:1.27",
      "nginx",
      "localhost/app",
      "quay.io:443/a/b-c__d:V1.0_x",
      "docker.io/a/b@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
      "docker://quay.io/a/b",
      "oci-archive:/tmp/a.tar",
      "containers-storage:x",
      "docker.io/a/b:%i",
      "%i",
      "Registry/app",
      "sha256:abc",
      "0123456789abcdef0123456789abcdef0123456789abcdef0123456789ABCDEF",
      "oci:1.0",
      "localhost:5000/a"
    ),
    GoodValues(.imageOrUnit, "Web.image", "app.build", "docker.io/a/b"),
    GoodValues(
      .userNamespace,
      "auto",
      "keep-id",
      "keep-id:uid=1000,gid=1000",
      "host",
      "nomap",
      "private",
      "ns:/proc/1/ns/user",
      "auto:size=65536,uidmapping=0:1000:1",
      "container:web"
    ),
    GoodValues(.idMap, "0:1000:1", "+g102000:@2000", "u0:0", "1000", "0:1:2:3:4:5", "0:1:1,5:6:1"),
    GoodValues(.pod, "web"), GoodValues(.environment, "A", "A=b"), GoodValues(.text, "anything at all"),
  ])
  func good(values: GoodValues) {
    for value in values.values { #expect(problem(in: value, as: values.grammar) == nil, "\(value)") }
  }

  @Test(arguments: [
    BadValue(.healthCommand, #"["CMD", "a""#, #"["CMD", "a""#),
    BadValue(.healthCommand, "['CMD', 'a']", "['CMD', 'a']"),
    BadValue(.healthCommand, #"["CMD", "a",]"#, #"["CMD", "a",]"#),
    BadValue(.healthCommand, #"["CMD" "a"]"#, #"["CMD" "a"]"#),
    BadValue(.healthCommand, #"["\d"]"#, #"["\d"]"#), BadValue(.entrypoint, #"["/bin/sh"] -c"#, #"["/bin/sh"] -c"#),
    BadValue(.imageReference, "docker.io/Library/Nginx", "Library/Nginx", "library/nginx"),
    BadValue(.imageReference, "https://docker.io/a/b", "https://", ""), BadValue(.imageReference, "a b", " b"),
    BadValue(.imageReference, "docker.io//a", "/a"), BadValue(.imageReference, "docker.io/a:", ""),
    BadValue(.imageReference, "docker.io/a:b:c", "a:b"), BadValue(.imageReference, "docker.io/a@sha256:abc", "abc"),
    BadValue(.imageReference, "docker.io/a:-x", "-x"), BadValue(.imageOrUnit, "NGINX", "NGINX", "nginx"),
    BadValue(.userNamespace, "keepid", "keepid", "keep-id"), BadValue(.userNamespace, "keep-id:1000:1000", "1000:1000"),
    BadValue(.userNamespace, "keep-id:uid=1000:gid=1000", "1000:gid=1000"),
    BadValue(.userNamespace, "keep-id:uidd=1", "uidd", "uid"), BadValue(.userNamespace, "auto:uidmapping=a:1", "a"),
    BadValue(.idMap, "a:b:c", "a"), BadValue(.idMap, "0:1:2:3", "0:1:2:3"), BadValue(.idMap, "0::1", ""),
  ])
  func bad(value: BadValue) {
    guard value.value != "auto:uidmapping=a:1" else {
      #expect(problem(in: value.value, as: value.grammar)?.range == 16..<17)
      return
    }
    expectProblem(value)
  }

  @Test(arguments: [
    ("quay.io/a/b", true), ("localhost/a", true), ("host:5000/a", true), ("a/b", false), ("nginx", false),
    ("sha256:abc", true),
  ])
  func fullyQualified(value: String, expected: Bool) throws {
    #expect(try ImageReference(parsing: Array(value.utf8).span).isFullyQualified == expected)
  }

  @Test func imageParts() throws {
    let image = try ImageReference(parsing: Array("docker://quay.io:443/a/b:1".utf8).span)
    #expect(image.transport == 0..<6 && image.registry == 9..<20 && image.path == 21..<24 && image.tag == 25..<26)
    #expect(image.digest == nil && !image.isImageID)
  }

  @Test("an image name in the usual form has no problem")
  func usualImages() {
    var random = SplitMix64(seed: 11)
    let pieces = ["a", "b1", "io", ".", "-", "_", "/", "/", ":", ":", "@", "A", "%i", " ", "sha256", "docker", "http"]
    var usual = 0
    for _ in 0..<20_000 {
      let text = (0..<Int.random(in: 1...9, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
      let bytes = Array(text.joined().utf8)
      guard ImageReference.isUsual(bytes.span, bytes.indices) else { continue }
      usual += 1
      #expect(throws: Never.self) { _ = try ImageReference(parsing: bytes.span) }
    }
    #expect(usual > 50)
    let image = Array("registry.example.com/group/app:1.0".utf8)
    let isUsual = ImageReference.isUsual(image.span, image.indices)
    #expect(isUsual)
  }
}
