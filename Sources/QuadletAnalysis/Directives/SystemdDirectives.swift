/// One key of `[Unit]`, `[Service]` or `[Install]`, the sections that Podman hands through to systemd.
///
/// The tables know systemd 252 to 261, with the old names and the retired keys that it still takes without calling
/// them unknown. Names that begin with `X-` are always allowed and not listed.
public struct SystemdDirective: Sendable {
  /// The key as it is written in a unit.
  public let name: StaticString
  /// What a value of it must look like; `.text` where only systemd can tell.
  public let grammar: Grammar

  init(_ name: StaticString, _ grammar: Grammar = .text) {
    self.name = name
    self.grammar = grammar
  }
}
