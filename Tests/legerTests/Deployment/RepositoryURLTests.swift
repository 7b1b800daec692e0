import Testing

@testable import leger

@Suite struct RepositoryURLTests {
  @Test(
    arguments: [
      ("https://github.com/example/units", "https://github.com/example/units", nil),
      ("https://github.com/example/units.git/", "https://github.com/example/units.git", nil),
      ("https://github.com/example/units/tree/main/web", "https://github.com/example/units", "main/web"),
      ("https://gitlab.com/a/b/units/-/tree/feature/x/web", "https://gitlab.com/a/b/units", "feature/x/web"),
      ("https://codeberg.org/a/units/src/branch/main/web/", "https://codeberg.org/a/units", "main/web"),
      ("https://codeberg.org/a/units/src/tag/v1", "https://codeberg.org/a/units", "v1"),
      ("ssh://git@example.org:2222/srv/units.git", "ssh://git@example.org:2222/srv/units.git", nil),
      ("git@example.org:a/units.git", "git@example.org:a/units.git", nil),
      ("file:///srv/git/units", "file:///srv/git/units", nil),
      ("https://[::1]:8443/units", "https://[::1]:8443/units", nil),
    ] as [(String, String, String?)]
  )
  func `a URL as a terminal or a browser has it is read`(_ text: String, _ url: String, _ ref: String?) {
    let read = RepositoryURL(Array(text.utf8))
    #expect(read?.text == url)
    #expect(read?.ref == ref)
  }

  /// Row 13 of the faults: what Git would take for an option, a helper or another protocol.
  @Test(
    arguments: [
      "", "web", "./web", "--upload-pack=touch /tmp/p", "-u", "ext::sh -c touch% /tmp/p", "fd::17/foo",
      "ssh://-oProxyCommand=touch/x", "ssh://-x@host/y", "ssh://git@-oProxyCommand=x/y", "git@-host:x",
      "http://example.org/units", "git://example.org/units", "ftp://example.org/units", "https://", "https:///units",
      "file://host/units", "https://exa mple.org/units", "https://example.org/a\nb", "https://exam$ple.org/x",
      "git@host:", "ftp://joe:secret@example.org/x", "https://example.org/x#token", "git@host::x",
      "git@host:--upload-pack=x", "https://example.org/a b", "https://example.org/a\u{7F}",
    ]
  )
  func `anything else is none`(_ text: String) { #expect(RepositoryURL(Array(text.utf8)) == nil) }

  /// Row 14 of the faults.
  @Test(
    arguments: [
      "--upload-pack=x", "-", "a/-b", "a..b", "a/../b", ".a", "a/.b", "a b", "a~1", "a^", "a:b", "a?", "a*", "a[",
      "a\\b", "a@{1}", "a/", "/a", "a//b", "a.lock", "a.", "a\u{7F}", String(repeating: "a", count: 513),
    ]
  )
  func `what Git would not take for a reference is none`(_ text: String) {
    #expect(!RepositoryFetch.isReference(text))
  }

  @Test(arguments: ["main", "feature/two", "v1.2.3", "a-b_c", "ü"])
  func `a branch or a tag is a reference`(_ text: String) { #expect(RepositoryFetch.isReference(text)) }
}
