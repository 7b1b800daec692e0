import TestSupport
import Testing

@testable import QuadletAnalysis

@Suite struct EnvironmentFileTests {
  private func read(_ text: String, _ reader: EnvironmentFile.Reader) -> EnvironmentFile {
    EnvironmentFile(Array(text.utf8), by: reader)
  }

  private func variables(_ text: String, _ reader: EnvironmentFile.Reader) -> [String] {
    read(text, reader).variables.map { variable in
      variable.name + (variable.value.map { "=" + String(decoding: $0, as: UTF8.self) } ?? "")
    }
  }

  @Test(arguments: [
    ("A=1\nB=2\n", ["A=1", "B=2"]),
    ("  A=1\r\n\r\n# B=2\n", ["A=1"]),
    ("A=\"x y\"\nB='z'", ["A=\"x y\"", "B='z'"]),
    ("A= 1 # c", ["A= 1 # c"]),
    ("A\nB*\n", ["A", "B*"]),
    ("A=x=y\n", ["A=x=y"]),
    ("export A=1\n", ["export A=1"]),
    ("A =1\n", ["A =1"]),
    ("A: 1\nthe line\n", []),
    ("A=", ["A="]),
  ])
  func `podman takes each line as it is`(_ text: String, _ wanted: [String]) {
    #expect(variables(text, .podman) == wanted)
  }

  @Test(arguments: [
    ("A=1\nB=2\n", ["A=1", "B=2"]),
    ("  A = 1  \r\n; c\n# B=2\n", ["A=1"]),
    ("A=\"x y\"\nB='z  '  \n", ["A=x y", "B=z  "]),
    ("A=\"x\\\"y\\n\\$z\"\n", ["A=x\"y\\n$z"]),
    ("A=\"one\ntwo\"\nB=3\n", ["A=one\ntwo", "B=3"]),
    ("A=one\\\ntwo\n", ["A=onetwo"]),
    ("A='x'\"y\"z\n", ["A=xyz"]),
    ("A\n", []),
    ("export A=1\n1A=2\n", []),
    ("A=", ["A="]),
    ("A=x\\", ["A=x"]),
  ])
  func `systemd knows quotes, escapes and blanks`(_ text: String, _ wanted: [String]) {
    #expect(variables(text, .systemd) == wanted)
  }

  @Test(arguments: [
    ("A=1\nB=x#y\nC={\"a\": 1}\nD=\n# e\nE=it's\n", []),
    ("=1\n", [EnvironmentFile.Mistake.Kind.missingName]),
    ("A: 1\n", [.missingEquals]),
    ("export A=1\n", [.export]),
    ("; A=1\n", [.badName]),
    ("A = 1\n", [.blanks]),
    ("A= 1\n", [.blanks]),
    ("A=\"x\"\n", [.quotes]),
    ("A='x' # c\n", [.quotes]),
    ("A=\"-----BEGIN\nb64==\nfoo\nend\"\nB=1\n", [.severalLines]),
    ("A=1 \\\n", [.continuation]),
    ("A=1 # c\n", [.comment]),
    ("A=# c\n", []),
  ])
  func `podman's mistakes are found, one a line`(_ text: String, _ kinds: [EnvironmentFile.Mistake.Kind]) {
    #expect(read(text, .podman).mistakes.map(\.kind) == kinds)
  }

  @Test(arguments: [
    ("A=1\nB=\"x y\" \n C = 2\n", []),
    ("A: 1\n", [EnvironmentFile.Mistake.Kind.missingEquals]),
    ("export A=1\n", [.export]),
    ("a.b=1\n", [.badName]),
    ("=1\n", [.missingName]),
    ("A=1 # c\n", [.comment]),
    ("A=\"1\" # c\n", [.comment]),
    ("A=\"1 # c\"\n", []),
  ])
  func `systemd's mistakes are found`(_ text: String, _ kinds: [EnvironmentFile.Mistake.Kind]) {
    #expect(read(text, .systemd).mistakes.map(\.kind) == kinds)
  }

  @Test func `lines are counted from one, and a value in quotes counts where it begins`() {
    #expect(read("\n# c\nA=1\nB='2'\n", .podman).variables.map(\.line) == [3, 4])
    #expect(read("A=\"x\ny\"\nB=1\n", .systemd).variables.map(\.line) == [1, 3])
    #expect(read("A=1\n\nB='2'\n", .podman).mistakes.map(\.line) == [3])
  }

  @Test func `any bytes can be read`() {
    var random = SplitMix64(seed: 7)
    let alphabet = Array("A=\"'\\#; \t\n\r${}x".utf8) + [0, 0xFF]
    for _ in 0..<2000 {
      let bytes = (0..<Int(random.next() % 24)).map { _ in alphabet[Int(random.next() % UInt64(alphabet.count))] }
      for reader in [EnvironmentFile.Reader.podman, .systemd] {
        let file = EnvironmentFile(bytes, by: reader)
        let lines = bytes.count { $0 == UInt8(ascii: "\n") } + 1
        #expect(file.variables.allSatisfy { 1...lines ~= $0.line })
        #expect(file.mistakes.allSatisfy { 1...lines ~= $0.line })
      }
    }
  }

  @Test(arguments: [
    ("DB_PASSWORD", true), ("PGPASSWORD", true), ("API_KEY", true), ("APP_KEY", true), ("SECRET_KEY_BASE", true),
    ("token", true), ("WG_PSK", true), ("PASSWORD_2", true), ("DB_PASS", true), ("AUTH_TOKENS", false),
    ("DB_PASSWORD_FILE", false), ("KEY", false), ("SSH_KEY_PATH", false), ("COMPASS", false), ("MONKEY", false),
    ("TOKEN_URL", false), ("", false), ("_", false),
  ])
  func `names of credentials are told`(_ name: String, _ wanted: Bool) {
    #expect(CredentialName.isLikelySecret(name.utf8.span) == wanted)
  }

  @Test(arguments: [
    ("*.env", "a/web.env", true), ("web.env", "web.env", true), ("/web.env", "a/web.env", false),
    ("*.env\n!web.env", "web.env", false), ("a/*.env", "a/web.env", true), ("secrets/", "secrets/web.env", true),
    ("web.env/", "web.env", false), ("**/web.env", "a/b/web.env", true), ("# web.env", "web.env", false),
    ("w?b.env\r\n", "web.env", true), ("*a*b*c", "xaxbx", false), ("", "web.env", false), ("\n\n", "web.env", false),
    ("web.env\r\n*.key", "web.env", true), ("web.env", "web.envs", false), ("web.env", "my-web.env", false),
    ("w?b.env", "wb.env", false),
  ])
  func `a .gitignore names files`(_ lines: String, _ path: String, _ wanted: Bool) {
    #expect(IgnorePatterns(Array(lines.utf8)).ignores(Array(path.utf8)[...]) == wanted)
  }

  @Test(arguments: [
    ("!web.env\nweb.env", "web.env", true), ("*.env\n!web.env\nweb.*", "web.env", true),
    ("*.env\n!db.env", "web.env", true), ("!*.env", "web.env", false), ("*.env\n# !web.env", "web.env", true),
    ("#\nweb.env", "web.env", true), ("*.env\n!", "web.env", true), ("/\nweb.env", "web.env", true),
  ])
  func `the last line of a .gitignore that matches decides`(_ lines: String, _ path: String, _ wanted: Bool) {
    #expect(IgnorePatterns(Array(lines.utf8)).ignores(Array(path.utf8)[...]) == wanted)
  }

  @Test(arguments: [
    ("/web.env", "web.env", true), ("a/web.env", "b/a/web.env", false), ("a/web.env", "a/b/web.env", false),
    ("/a/web.env", "a/web.env", true), ("/a", "a/web.env", true), ("/a", "b/a/web.env", false),
    ("a/b", "a/b/web.env", true), ("a/b", "a/c/b/web.env", false), ("**/a/web.env", "a/web.env", true),
    ("**/**/web.env", "web.env", true), ("**/web.env", "web.env", true),
  ])
  func `a slash binds a pattern of a .gitignore to its folder`(_ lines: String, _ path: String, _ wanted: Bool) {
    #expect(IgnorePatterns(Array(lines.utf8)).ignores(Array(path.utf8)[...]) == wanted)
  }

  @Test(arguments: [
    ("secrets/", "a/secrets/b/web.env", true), ("secrets", "a/secrets/b/web.env", true),
    ("/secrets/", "secrets/web.env", true), ("/secrets/", "a/secrets/web.env", false),
    ("a/secrets/", "a/secrets/web.env", true), ("a/web.env/", "a/web.env", false), ("!secrets/", "secrets/a", false),
  ])
  func `a .gitignore that names a folder ignores all in it`(_ lines: String, _ path: String, _ wanted: Bool) {
    #expect(IgnorePatterns(Array(lines.utf8)).ignores(Array(path.utf8)[...]) == wanted)
  }

  @Test(arguments: [
    ("*", "web.env", true), ("web.env*", "web.env", true), ("*web.env", "web.env", true), ("w**b.env", "web.env", true),
    ("*e*v", "eeev", true), ("a*b", "ab", true), ("a*b", "aab", true), ("a*b?", "aabxbc", true), ("*?", "w", true),
    ("a*bc", "abbd", false), ("*.env", ".env", true), ("*.env", "env", false), ("web?", "web", false),
  ])
  func `a star in a .gitignore stands for any text`(_ lines: String, _ path: String, _ wanted: Bool) {
    #expect(IgnorePatterns(Array(lines.utf8)).ignores(Array(path.utf8)[...]) == wanted)
  }
}
