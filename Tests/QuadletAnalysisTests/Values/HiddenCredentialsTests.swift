import Testing

@testable import QuadletAnalysis

struct HiddenCredentialsTests {
  @Test(arguments: [
    ("HttpProxy=http://me:pw@proxy:3128/x", "HttpProxy=http://me:***@proxy:3128/x"),
    ("a://b:p@c and d://e:p:q@@f", "a://b:***@c and d://e:***@f"),
    (#"the address "http://me:pw" has no host@"#, #"the address "http://me:pw" has no host@"#),
    ("Environment=DB_PASSWORD=pw X=1 'API_TOKEN=a b' Y=2", "Environment=DB_PASSWORD=*** X=1 'API_TOKEN=***' Y=2"),
    (#"Environment=DB_PASSWORD="p w" X=1"#, #"Environment=DB_PASSWORD="***" X=1"#),
    (#"Environment="DB_PASSWORD=p w"#, #"Environment="DB_PASSWORD=***"#),
    ("DB_PASSWORD=p w", "DB_PASSWORD=***"),
    ("Creds=me:p w ", "Creds=*** "),
    ("DecryptionKey=/etc/key.pem:pw", "DecryptionKey=/etc/key.pem:***"),
    ("SetCredential=id:pw", "SetCredential=id:***"),
    ("PodmanArgs=--creds me:pw --tls-verify", "PodmanArgs=--creds *** --tls-verify"),
    ("PodmanArgs=--creds=me:pw --decryption-key /a:pw", "PodmanArgs=--creds=*** --decryption-key /a:***"),
    ("  - password: 'p w' # note", "  - password: '***' # note"),
    ("  api_key: p w", "  api_key: ***"),
    ("A_TOKEN=x\nB=2\nC_TOKEN=y", "A_TOKEN=***\nB=2\nC_TOKEN=***"),
    (#""C_TOKEN=x" is not a name"#, #""C_TOKEN=***" is not a name"#),
    ("SECRET=x", "SECRET=***"),
    ("Environment=DB_PASSWORD=a b c D=e", "Environment=DB_PASSWORD=*** D=e"),
    ("PodmanArgs=-e A_TOKEN=a b -p 80", "PodmanArgs=-e A_TOKEN=*** -p 80"),
    ("Environment=DB_PASSWORD=\\\n  x A=b", "Environment=DB_PASSWORD=\\\n  *** A=b"),
    ("Creds=me:\\\npw\nImage=x", "Creds=***\nImage=x"),
    ("Exec=run \\\n --password \\\n pw", "Exec=run \\\n --password \\\n ***"),
    ("Environment=\"DB_PASSWORD=a \\\n  b\" C=d", "Environment=\"DB_PASSWORD=***\" C=d"),
    ("API_KEY = x y", "API_KEY = ***"), (" Creds = me:pw", " Creds = ***"), ("Cred=me:pw", "Cred=***"),
    (#"a line "DB_PASSWORD: pw" here"#, #"a line "DB_PASSWORD: ***" here"#),
    ("A_PASSWORD=é", "A_PASSWORD=***"),
  ])
  func `a credential is replaced by a mark, and nothing else`(text: String, expected: String) {
    #expect(HiddenCredentials.hidden(in: text) == expected)
  }

  @Test(arguments: [
    "Secret=db-password,type=env,target=DB_PASSWORD", "PodmanArgs=--secret db", "LoadCredential=a:b",
    "Environment=DB_PASSWORD_FILE=/run/secrets/db DB_PASSWORD=/run/secrets/db", "Environment=DB_PASSWORD=",
    "Environment=DB_PASSWORD=${X} A_TOKEN=%t B_TOKEN=<yours> C_TOKEN={{ x }} D_TOKEN=true", "DB_PASSWORD=",
    "DecryptionKey=/etc/key.pem", "ssh://git@host/x", "http://host/a:b@c", "http://a:@b", "=x", ":", "://", "--creds ",
    "note: the password: x", "PodmanArgs=--pull always", "secret: db", "a@b:c://",
    #"--secret: "typ" is not an option"#, "a = b", "TOKEN_TTL=3", "\\\n", "A_TOKEN=\\\n",
  ])
  func `what only names a credential stays`(text: String) {
    #expect(HiddenCredentials.hidden(in: text) == text)
  }

  @Test(arguments: [
    ("Creds", "me:pw", "***"), ("Environment", "A_TOKEN=x B=1", "A_TOKEN=*** B=1"), ("Secret", "db", "db"),
    ("DecryptionKey", "/a:pw", "/a:***"),
  ])
  func `a key may make its value a credential`(key: String, value: String, expected: String) {
    #expect(HiddenCredentials.hidden(value, ofKey: key) == expected)
  }

  @Test(arguments: [":a", "=a ", "--a ", "A_TOKEN=/ ", "\\\n", "://a:b "])
  func `a long line is read once`(piece: String) {
    let text = String(repeating: piece, count: 50_000) + "B_TOKEN=x"
    #expect(HiddenCredentials.hidden(in: text).hasSuffix("B_TOKEN=***"))
  }

  @Test func `findings repeat no credential`() {
    let finding = Finding(
      file: 0,
      range: 0..<1,
      rule: .unknownKey,
      Message("A_TOKEN=x", help: "B_TOKEN=x"),
      podman: "C_TOKEN=x"
    )
    #expect([finding.message, finding.help, finding.podman] == ["A_TOKEN=***", "B_TOKEN=***", "C_TOKEN=***"])
  }
}
