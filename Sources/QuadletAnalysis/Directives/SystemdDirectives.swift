/// A key of `[Unit]`, `[Service]` or `[Install]`, the sections that Podman passes through to systemd.
///
/// The tables cover systemd 252 to 261, including old names and retired keys that it still accepts without a warning
/// about unknown keys. Names that start with `X-` are always allowed and not listed.
public struct SystemdDirective: Sendable {
  /// The key as written in a unit.
  public let name: StaticString
  /// What a value must look like; `.text` when only systemd can tell.
  public let grammar: Grammar

  init(_ name: StaticString, _ grammar: Grammar = .text) {
    self.name = name
    self.grammar = grammar
  }
}
