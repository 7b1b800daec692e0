import Testing

@testable import leger

struct NearestNameTests {
  @Test(arguments: [
    ("instal", "install"), ("isntall", "install"), ("lits", "list"), ("xlist", "list"), ("inst", "install"),
    ("List", "list"), ("ls", nil), ("l", nil), ("", nil), ("remove", nil),
  ])
  func findsTheNearest(_ typed: String, _ expected: String?) {
    #expect(NearestName.nearest(to: typed, among: ["install", "list", "lint"]) == expected)
  }
}
