import Testing

@testable import QuadletAnalysis

@Suite struct WordListTests {
  @Test(arguments: [
    GoodValues(.pullPolicy, "always", "Missing", "never", "newer", "ifnotpresent"),
    GoodValues(.buildPullPolicy, "true", "false", "always", "newer"),
    GoodValues(.autoUpdate, "registry", "local", "disabled"),
    GoodValues(.kubeAutoUpdate, "registry", "web/local"),
    GoodValues(.healthOnFailure, "none", "kill", "restart", "stop"),
    GoodValues(.cgroupsMode, "split", "no-conmon"), GoodValues(.exitPolicy, "stop", "continue"),
    GoodValues(.logDriver, "journald", "k8s-file", "none", "passthrough", "json-file"),
    GoodValues(.exitCodePropagation, "all", "any", "none"), GoodValues(.remapUsers, "keep-id"),
    GoodValues(.imageVolume, "bind", "tmpfs", "ignore"), GoodValues(.kubeWorkingDirectory, "yaml", "Unit"),
    GoodValues(.restart, "no", "always", "on-failure"), GoodValues(.serviceType, "oneshot", "notify-reload"),
    GoodValues(.killMode, "mixed", "control-group"),
    GoodValues(.boolean, "true", "YES", "1", "on", "off", "no", "False", "0"),
    GoodValues(.notify, "healthy", "Healthy", "true", "no"),
  ])
  func good(values: GoodValues) {
    for value in values.values { #expect(problem(in: value, as: values.grammar) == nil, "\(value)") }
  }

  @Test(arguments: [
    BadValue(.pullPolicy, "sometimes", "sometimes"), BadValue(.pullPolicy, "allways", "allways", "always"),
    BadValue(.autoUpdate, "registy", "registy", "registry"), BadValue(.kubeAutoUpdate, "web/loacl", "loacl", "local"),
    BadValue(.healthOnFailure, "reboot", "reboot"), BadValue(.cgroupsMode, "splitt", "splitt", "split"),
    BadValue(.logDriver, "journal", "journal", "journald"), BadValue(.logDriver, "syslog", "syslog"),
    BadValue(.exitPolicy, "halt", "halt"), BadValue(.restart, "unless-stopped", "unless-stopped", "always"),
    BadValue(.restart, "on_failure", "on_failure", "on-failure"), BadValue(.restart, "true", "true", "always"),
    BadValue(.serviceType, "one-shot", "one-shot", "oneshot"), BadValue(.killMode, "mix", "mix"),
    BadValue(.boolean, "enabled", "enabled", "true"), BadValue(.boolean, "y", "y", "true"),
    BadValue(.boolean, "ture", "ture", "true"), BadValue(.boolean, "n", "n", "false"), BadValue(.boolean, "2nd", "2nd"),
    BadValue(.notify, "healty", "healty", "healthy"),
  ])
  func bad(value: BadValue) { expectProblem(value) }

  @Test("messages say what is wrong and what is right")
  func messages() {
    #expect(
      problem(in: "sometimes", as: .pullPolicy)?.message
        == #""sometimes" is not a pull policy; use always, missing, never or newer"#
    )
    #expect(
      problem(in: "enabled", as: .boolean)?.message
        == #""enabled" counts as false; Podman recognizes only 1, yes, true and on"#
    )
  }

  @Test(
    arguments: [
      ("imgae", "Image"), ("PublishPorts", "PublishPort"), ("x", nil), ("Volum", "Volume"), ("Nothing", nil),
    ] as [(String, String?)]
  )
  func nearest(word: String, expected: String?) {
    #expect(Nearest.match(word, among: ["Image", "PublishPort", "Volume"]) == expected)
  }

  @Test("two equally near words give no match")
  func tie() { #expect(Nearest.match("IP7", among: ["IP6", "IP5"]) == nil) }

  @Test(arguments: [("", "abc", 3), ("abc", "abc", 0), ("ab", "ba", 1), ("kitten", "sitting", 3)])
  func distance(one: String, other: String, expected: Int) {
    #expect(EditDistance.between(Array(one.utf8), Array(other.utf8), limit: 3) == expected)
    #expect(expected == 0 || EditDistance.between(Array(one.utf8), Array(other.utf8), limit: expected - 1) == nil)
  }
}
