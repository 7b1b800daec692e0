import QuadletSyntax
import TestSupport
import Testing

/// Names and their numbers.
@Suite("Name table")
struct NameTableTests {
  let names = NameTable(["Container", "Image", "Exec", "Image", "X"])

  @Test("the first name has number 1, and numbers lead back to names")
  func numbers() {
    #expect(names.count == 5)
    #expect(["Container", "Image", "Exec", "X"].map { names.id(of: $0) } == [1, 2, 3, 4])
    #expect((0...6).map { names.name($0) } == ["", "Container", "Image", "Exec", "X", "", ""])
  }

  @Test(
    "an unknown name has number 0",
    arguments: ["", "image", "Imag", "Images", "IMAGE", "Image ", "Ex\0ec"]
  )
  func unknown(name: String) { #expect(names.id(of: name) == 0) }

  @Test("an empty table contains no name")
  func empty() {
    let none = NameTable([])
    #expect(none.count == 1)
    #expect(none.id(of: "Image") == 0 && none.id(of: "") == 0)
  }

  @Test("the lexer assigns keys and headers their numbers, however they are written")
  func lexed() {
    let text = """
      [Container]
      Image=a
        Image\t = b
      Exec=\\
      c
      Im\\
      age=d
      [Cont\\
      ainer]
      image=e
      Image
      Image\u{A0}=f
      X=\\
      """
    let lines = Document(Array(text.utf8), names: names).lines
    #expect(lines.map(\.name) == [1, 2, 2, 3, 0, 2, 0, 1, 0, 0, 0, 0, 4])
  }

  @Test("a table of many names finds each of them")
  func many() {
    let all: [StaticString] = [
      "AddCapability", "AddDevice", "AddHost", "Annotation", "AutoUpdate", "CgroupsMode", "ContainerName", "DNS",
      "DNSOption", "DNSSearch", "DropCapability", "Entrypoint", "Environment", "EnvironmentFile", "EnvironmentHost",
      "Exec", "ExposeHostPort", "GIDMap", "GlobalArgs", "Group", "GroupAdd", "HealthCmd", "HealthInterval", "HostName",
      "Image", "IP", "IP6", "Label", "LogDriver", "LogOpt", "Mask", "Memory", "Mount", "Network", "NetworkAlias",
      "NoNewPrivileges", "Notify", "PidsLimit", "Pod", "PodmanArgs", "PublishPort", "Pull", "ReadOnly", "ReadOnlyTmpfs",
      "Rootfs", "RunInit", "Secret", "ShmSize", "StartWithPod", "StopSignal", "StopTimeout", "SubGIDMap", "SubUIDMap",
      "Sysctl", "Timezone", "Tmpfs", "UIDMap", "Ulimit", "Unmask", "User", "UserNS", "Volume", "WorkingDir",
    ]
    let table = NameTable(all)
    for (index, name) in all.enumerated() {
      #expect(Int(table.id(of: "\(name)")) == index + 1)
      #expect(Document(Array("\(name)=1\n".utf8), names: table).line(0).name == UInt16(index + 1))
      #expect(table.id(of: "\(name)x") == 0)
    }
  }
}
