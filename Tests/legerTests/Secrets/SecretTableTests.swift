import Testing

@testable import leger

/// What operations do to secrets, as setec's `db/kv.go` does it.
struct SecretTableTests {
  private let name = SecretName("a")

  private func value(_ text: String) -> SecretBytes { SecretBytes(text.utf8) }

  private func failure(_ body: () throws -> Void) -> SecretFailure? {
    do { try body() } catch { return error as? SecretFailure }
    return nil
  }

  @Test func `only the first version becomes active by itself`() throws {
    var table = SecretTable()
    #expect(try table.put(name, value("1")) == 1)
    #expect(try table.put(name, value("2")) == 2)
    #expect(try table.put(name, value("2")) == 2)
    #expect(try table.put(name, value("1")) == 3)
    #expect(try table.info(name) == SecretInfo(name: name, versions: [1, 2, 3], activeVersion: 1))
    try table.activate(name, version: 2)
    #expect(try table.value(name).version == 2)
    #expect(try table.value(name, version: 3).bytes.array == Array("1".utf8))
    #expect(failure { _ = try table.value(name, unlessActive: 2) } == .notChanged)
    #expect(try table.value(name, unlessActive: 1).version == 2)
  }

  @Test func `a version of a given number becomes active, once`() throws {
    var table = SecretTable()
    try table.create(name, version: 5, value("5"))
    try table.create(name, version: 3, value("3"))
    #expect(try table.info(name) == SecretInfo(name: name, versions: [3, 5], activeVersion: 3))
    #expect(failure { try table.create(name, version: 5, value("x")) } == .versionTaken)
    #expect(failure { try table.create(name, version: 0, value("x")) } == .noVersion)
    #expect(try table.put(name, value("6")) == 6)
    try table.delete(name, version: 6)
    #expect(failure { try table.create(name, version: 6, value("x")) } == .versionTaken)
    // An empty value is none that is there already.
    #expect(try table.put(name, value("")) == 7)
    try table.create(name, version: .max, value("last"))
    #expect(failure { _ = try table.put(name, value("more")) } != nil)
    try table.create(SecretName("_internal/x"), version: 1, value(""))
    #expect(try table.value(SecretName("_internal/x")).version == 1)
  }

  @Test func `what is active stays, and what is deleted is gone`() throws {
    var table = SecretTable()
    for text in ["1", "2", "3"] { _ = try table.put(name, value(text)) }
    #expect(failure { try table.delete(name, version: 1) } == .other("version 1 is active"))
    try table.delete(name, version: 2)
    #expect(failure { try table.delete(name, version: 2) } == .notFound)
    #expect(failure { try table.activate(name, version: 2) } == .notFound)
    #expect(try table.put(name, value("4")) == 4)
    try table.delete(name)
    try table.delete(name)
    #expect(failure { _ = try table.info(name) } == .notFound)
    #expect(try table.put(name, value("again")) == 1)
  }

  @Test func `names that nobody may use are refused`() {
    var table = SecretTable()
    for name in [SecretName(""), SecretName("_internal/x")] {
      #expect(failure { _ = try table.put(name, value("")) } != nil)
      #expect(failure { try table.activate(name, version: 1) } != nil)
    }
    #expect(failure { try table.create(SecretName(""), version: 1, value("")) } != nil)
    #expect(failure { try table.delete(SecretName("_internal/x")) } != nil)
    #expect(failure { try table.delete(SecretName("_internal/x"), version: 1) } != nil)
    #expect(failure { try table.activate(name, version: 0) } != nil)
    #expect(failure { try table.delete(SecretName(""), version: 1) } == .notFound)
    #expect(throws: Never.self) { try table.delete(SecretName("")) }
    #expect(table.secrets.isEmpty)
  }

  @Test func `names are compared as bytes`() throws {
    var table = SecretTable()
    _ = try table.put(SecretName("\u{E9}"), value("1"))
    _ = try table.put(SecretName("e\u{301}"), value("2"))
    _ = try table.put(SecretName("B"), value("3"))
    #expect(table.infos.map(\.name) == [SecretName("B"), SecretName("e\u{301}"), SecretName("\u{E9}")])
  }

  @Test(arguments: [
    ("*", "", true), ("", "", true), ("", "x", false), ("a*a", "a", false), ("a*a", "aa", true),
    ("leger/*/db", "leger/x/y/db", true), ("leger/*", "leger/", true), ("leger/*", "legerx", false),
    ("a**b", "ab", true),
    ("*ab", "aab", true), ("A*", "a", false), ("a?c", "abc", false), ("*a*b*", "xxaxxbxx", true),
    ("*a*b*", "ba", false),
    ("a", "a", true), ("a", "ab", false), ("ab", "a", false), ("*aab", "aaaab", true), ("a*", "a", true),
  ]) func `a star stands for any bytes, and all else for itself`(_ pattern: String, _ name: String, _ fits: Bool) {
    #expect(AccessRule.matches(Array(pattern.utf8), Array(name.utf8)) == fits)
  }

  @Test func `a rule allows its actions on its names`() {
    let rules = [
      AccessRule(actions: ["get", "fly"], patterns: [Array("a/*".utf8), Array("b".utf8)]),
      AccessRule(actions: ["info"], patterns: [Array("*".utf8)]),
    ]
    #expect(AccessRule.allow(rules, .get, SecretName("a/x")))
    #expect(AccessRule.allow(rules, .get, SecretName("b")))
    #expect(!AccessRule.allow(rules, .get, SecretName("c")))
    #expect(!AccessRule.allow(rules, .put, SecretName("b")))
    #expect(AccessRule.allow(rules, .info, SecretName("c")))
    #expect(!AccessRule.allow([], .info, SecretName("c")))
    for action in AccessRule.Action.allCases { #expect(AccessRule.allow([.everything], action, SecretName(""))) }
  }
}
