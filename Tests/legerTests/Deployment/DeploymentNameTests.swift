import Testing

@testable import leger

@Suite struct DeploymentNameTests {
  @Test(arguments: ["a", "web", "web-2", "0", "a_b.c", String(repeating: "a", count: 63)])
  func `a name that follows the grammar is one`(_ text: String) {
    #expect(DeploymentName(text)?.description == text)
  }

  /// Row 10 of the faults: names that lead elsewhere, or that a program would take for an option.
  @Test(
    arguments: [
      "", "..", ".", "../x", "a/b", "-n", "--force", "Web", "a b", "a\0", "ä", "web.d", "_a", ".a",
      String(repeating: "a", count: 64), "a\n",
    ]
  )
  func `any other text is none`(_ text: String) { #expect(DeploymentName(text) == nil) }

  @Test(
    arguments: [
      ("web", "web"), ("My Site", "my-site"), ("units.git", "units"), ("--x", "x"), ("Ünits", "nits"), ("_a", "a"),
      ("...", nil), ("x.d", nil),
    ] as [(String, String?)]
  )
  func `a folder gives a name`(_ folder: String, _ name: String?) {
    #expect(DeploymentName(folder: Array(folder.utf8))?.description == name)
  }
}
