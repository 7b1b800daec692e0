import Testing

@testable import QuadletAnalysis

/// A value and the problem expected in it.
struct BadValue: Sendable, CustomTestStringConvertible {
  let grammar: Grammar
  let value: String
  /// The bytes at fault, as text; the first occurrence counts.
  let culprit: String
  let replacement: String?

  init(_ grammar: Grammar, _ value: String, _ culprit: String, _ replacement: String? = nil) {
    self.grammar = grammar
    self.value = value
    self.culprit = culprit
    self.replacement = replacement
  }

  var testDescription: String { "\(grammar) \(value)" }
}

/// Valid values of one grammar.
struct GoodValues: Sendable, CustomTestStringConvertible {
  let grammar: Grammar
  let values: [String]

  init(_ grammar: Grammar, _ values: String...) {
    self.grammar = grammar
    self.values = values
  }

  var testDescription: String { "\(grammar)" }
}

func problem(in value: String, as grammar: Grammar) -> ValueProblem? {
  let bytes = Array(value.utf8)
  return ValueGrammar.problem(in: bytes.span, as: grammar)
}

/// Expects exactly the problem of a bad value.
func expectProblem(_ bad: BadValue) {
  guard let problem = problem(in: bad.value, as: bad.grammar) else {
    Issue.record("no problem found")
    return
  }
  let bytes = Array(bad.value.utf8)
  #expect(String(decoding: bytes[problem.range], as: UTF8.self) == bad.culprit)
  #expect(problem.replacement == bad.replacement)
  #expect(!problem.message.hasSuffix("."))
  #expect(problem.message.first?.isUppercase != true)
  // The fix must remove the problem.
  if let replacement = problem.replacement {
    let fixed =
      Array(bytes[..<problem.range.lowerBound]) + Array(replacement.utf8) + Array(bytes[problem.range.upperBound...])
    #expect(ValueGrammar.problem(in: fixed.span, as: bad.grammar)?.message != problem.message)
  }
}

@Suite struct ValueGrammarTests {
  @Test("text that only systemd or a template knows is never a problem", arguments: Grammar.allCases)
  func knownLater(grammar: Grammar) {
    for value in ["%i", "${VALUE}", "$VALUE", "{{ value }}", "{% if a %}b{% endif %}", "%h/x:%i", ""] {
      #expect(problem(in: value, as: grammar) == nil, "\(value)")
    }
  }

  @Test(
    "a comment after a value is left to its own rule",
    arguments: [
      (Grammar.portMapping, "8080:80 # web"), (.boolean, "true  # yes"), (.volume, "/a:/b # data"),
      (.duration, "30s\t# often"), (.healthCommand, #"["CMD", "true"] # fine"#),
      (.healthCommand, ##"["CMD", "a #b"]"##),
    ]
  )
  func comment(grammar: Grammar, value: String) {
    #expect(problem(in: value, as: grammar) == nil)
  }

  @Test(
    "the known part of a value is checked even next to an unknown part",
    arguments: [
      BadValue(.portMapping, "%i:80x", "80x"), BadValue(.portMapping, "127.0.0.1:%i:80/tpc", "tpc", "tcp"),
      BadValue(.volume, "%h/x:/x:rp", "rp"), BadValue(.volume, "%h/x:y", "y"),
      BadValue(.secret, "%N,type=evn", "evn", "env"),
      BadValue(.mount, "type=bnd,source=%h,destination=/x", "bnd", "bind"),
      BadValue(.imageReference, "docker.io/Foo/Bar:%i", "Foo/Bar", "foo/bar"),
    ]
  )
  func partlyKnown(bad: BadValue) { expectProblem(bad) }

  @Test("a pair of double quotes is removed where Podman removes it")
  func quotes() {
    #expect(problem(in: #""30s""#, as: .duration) == nil)
    #expect(problem(in: #""true""#, as: .boolean) == nil)
    #expect(problem(in: #""8080:80""#, as: .portMapping) == nil)
    #expect(problem(in: #""30""#, as: .duration)?.range == 1..<3)
  }
}
