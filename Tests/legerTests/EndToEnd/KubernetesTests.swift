import TestSupport
import Testing

/// The files that `.kube` units name, as `validate` reads them from disk.
@Suite(.enabled(if: BuiltProgram.isThere, "\(BuiltProgram.absence)"))
struct KubernetesTests {
  private let scratch: ScratchFolder
  private let pod = "kind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: quay.io/a/b:1}]}\n"

  private static let projects = Corpus.folder("projects")

  @Test func `a project of several YAML files with settings is clean`() throws {
    let arguments = ["validate", "library", "--level", "note"]
    let run = try BuiltProgram.run(arguments, in: Self.projects.path(percentEncoded: false))
    #expect(run.text == "no findings in 2 files\n")
    #expect(run.status == 0)
  }

  @Test func `mistakes in YAML and in settings are told`() throws {
    let arguments = ["validate", "archive", "--level", "note", "--format", "concise"]
    let run = try BuiltProgram.run(arguments, in: Self.projects.path(percentEncoded: false))
    #expect(run.status == 1)
    expectGolden(run.text, Self.projects.appending(path: "archive.concise.expected"))
  }

  init() throws { scratch = try ScratchFolder() }

  private func findings(_ kube: String) throws -> [String] {
    try scratch.write("units/p.kube", "[Kube]\n\(kube)\n[Install]\nWantedBy=default.target\n")
    let arguments = ["validate", "--format", "concise", "--level", "note", "units"]
    return try BuiltProgram.run(arguments, in: scratch.path).findings.map {
      String($0.dropFirst("units/p.kube:".count))
    }
  }

  @Test func `a file is looked for beside the unit`() throws {
    #expect(try findings("Yaml=p.yaml") == ["2:6: warning: \"p.yaml\" not found [missing-yaml]"])
    try scratch.write("units/p.yaml", pod)
    #expect(try findings("Yaml=p.yaml").isEmpty)
    #expect(try findings("Yaml=\(scratch.path)/units/p.yaml").isEmpty)
    #expect(
      try findings("Yaml=p.yaml \\\n  q.yaml") == ["3:3: warning: \"q.yaml\" not found [missing-yaml]"]
    )
    #expect(try findings("Yaml=../p.yaml") == ["2:6: note: \"../p.yaml\" not found [missing-yaml]"])
    for elsewhere in ["/srv/leger-test/p.yaml", "%h/p.yaml"] { #expect(try findings("Yaml=\(elsewhere)").isEmpty) }
    #expect(try findings("Yaml=https://example.com/p.yaml").count == 1)
  }

  @Test func `what is wrong in a file is told with its line and column`() throws {
    try scratch.write("units/p.yaml", pod + "---\nkind: Pod\n\tmetadata: {}\n")
    #expect(
      try findings("Yaml=p.yaml") == [
        "2:6: warning: p.yaml:6:1: found a tab character that violates indentation while scanning a plain scalar that begins in line 5 [malformed-yaml]"
      ]
    )
    try scratch.write("units/p.yaml", pod + "---\nkind: Pod\nkind: Pod\n")
    #expect(
      try findings("Yaml=p.yaml") == ["2:6: warning: p.yaml:6:1: \"kind\" already exists in line 5 [malformed-yaml]"]
    )
    try scratch.write("units/p.yaml", "kind: ConfigMap\nmetadata: {name: a}\n")
    #expect(try findings("Yaml=p.yaml").count == 1)
  }

  @Test func `kinds that podman ignores are notes, misspelled kinds are warnings`() throws {
    try scratch.write("units/p.yaml", pod + "---\nkind: Service\nmetadata: {name: s}\n---\nkind: pod\n")
    #expect(
      try findings("Yaml=p.yaml") == [
        "2:6: note: p.yaml:5:7: podman kube play ignores a document of kind \"Service\" [unsupported-kubernetes-kind]",
        "2:6: warning: p.yaml:8:7: podman kube play ignores a document of kind \"pod\"; did you mean \"Pod\"? [unsupported-kubernetes-kind]",
      ]
    )
  }
}
