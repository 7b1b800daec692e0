import QuadletAnalysis
import TestSupport

/// Makes the plain part of an attack: a small project, a command and its options.
enum AttackGenerator {
  /// A project in `work/units`, another beside it, something outside that must not change, and a call of leger.
  static func plain(_ random: inout SplitMix64) -> Attack {
    var attack = Attack()
    attack.entries = outside
    for name in ["web.container", "data.volume", "web.network"] where random.below(4) > 0 {
      let kind = UnitKind(fileName: bytes(name)) ?? .container
      attack.entries.append(DiskEntry("work/units/\(name)", .file(HostileText.unit(kind, &random))))
    }
    if random.below(3) == 0 { attack.entries.append(.file("work/here.container", "[Container]\nImage=a\nUser = 1 \n")) }
    attack.entries.append(DiskEntry("work/units", .folder))
    attack.command = command(&random)
    call(&attack, &random)
    if random.below(8) == 0 { attack.environment.append(("QUADLET_UNIT_DIRS", "@ROOT@/work/units")) }
    if random.below(8) == 0 {
      attack.environment.append(("COLUMNS", random.pick(["0", "1", "-1", "99999999999999999999", "\u{1B}"])))
    }
    if random.below(8) == 0 { attack.environment.append(("FORCE_COLOR", "1")) }
    return attack
  }

  /// What lies where leger must not write.
  private static let outside: [DiskEntry] = [
    .file("outside/secret.container", "[Container]\nImage=a\nUser = 1 \nReadOnly=enabled\n"),
    .file("outside/default.target.wants/web.service", "[Unit]\n"),
    .file("outside/web.service", "[Unit]\n"),
    .file("outside/units/web.container", "[Container]\nImage=a\nUser = 1 \nReadOnly=enabled\n"),
    .file("outside/units/w0.container", "[Container]\nImage=a\nUser = 1 \nReadOnly=enabled\n"),
    .file("outside/settings.yaml", "lint:\n  ignore: [missing-unit]\n"),
    .file("home/.config/containers/systemd/mine.container", "[Container]\nImage=a\nUser = 1 \n"),
  ]

  private static func command(_ random: inout SplitMix64) -> Attack.Command {
    random.pick([
      .validate, .validate, .validate, .validate, .fix, .fix, .fix, .format, .format, .format, .format, .generate,
      .generate,
      .generate, .cat, .graph, .inspect, .diff, .checkConflicts, .explain, .help, .completions,
    ])
  }

  /// Chooses options and operands for the command.
  private static func call(_ attack: inout Attack, _ random: inout SplitMix64) {
    let release = ["4.4", "5.0", "5.4", "6.1"].map { ["--podman-version", $0] }
    let scopes = [["--user"], ["--system"]]
    var options: [[String]]
    switch attack.command {
    case .validate:
      attack.arguments = [bytes("validate")]
      let formats = ["text", "concise", "json", "sarif", "github", "gitlab", "junit"].map { ["--format", $0] }
      options =
        formats + formats + release + scopes + [
          ["--level", "note"], ["--statistics"], ["--per-folder"], ["--no-color"],
        ]
      options += [["--diff"], ["--diff", "--unsafe-fixes"], ["--fail-on", "never"], ["--ignore", "missing-unit"]]
    case .fix:
      attack.arguments = [bytes("validate"), bytes("--fix")]
      options =
        release + [["--unsafe-fixes"], ["--unsafe-fixes"], ["--json"], ["--format", "github"], ["--level", "note"]]
    case .format:
      attack.arguments = [bytes("format")]
      options = [["--check"], ["--diff"], ["--no-color"], [], []]
    case .generate:
      attack.arguments = [bytes("generate")]
      options = release + scopes + [["--explain"], ["--output", "out"], ["--output", "out"]]
    case .cat:
      attack.arguments = [bytes("cat")]
      options = [["--json"], ["--podman-version", "4.4"]]
    case .graph:
      attack.arguments = [bytes("graph")]
      options = ["text", "dot", "mermaid", "json"].map { ["--format", $0] } + scopes
    case .inspect:
      attack.arguments = [bytes("inspect")]
      options = [["--json"], ["--user"]]
    case .diff:
      attack.arguments = [bytes("diff")]
      options = [["--exit-code"], ["--stat"], ["--text"], ["--json"]]
    case .checkConflicts:
      attack.arguments = [bytes("check-conflicts")]
      options = [["--json"], ["--port", "80"], ["--installed"], ["--per-folder"], ["--fail-on", "note"]]
    case .explain:
      attack.arguments = [bytes("explain"), bytes(random.pick(["inline-comment", "missing-unit", "nope", "--all"]))]
      options = [["--json"], ["--format", "markdown"]]
    case .help, .completions:
      let word = random.pick(["bash", "zsh", "fish", "validate", "format", "nope"])
      attack.arguments = [bytes(attack.command.rawValue), bytes(word)]
      return
    }
    for _ in 0..<random.below(3) {
      let option = random.pick(options)
      let isThere = option.first.map { attack.arguments.contains(bytes($0)) } ?? true
      if !isThere { attack.arguments += option.map { bytes($0) } }
    }
    if attack.command == .explain { return }
    if attack.command == .diff { attack.entries.append(.file("work/other/web.container", "[Container]\nImage=b\n")) }
    if attack.command == .diff { attack.arguments.append(bytes("other")) }
    attack.operandIndex = attack.arguments.count
    if attack.command == .cat {
      attack.arguments.append(bytes(random.pick(["units/web.container", "here", "units/web.container"])))
    } else {
      attack.arguments.append(bytes("units"))
    }
    attack.targets = attack.command == .generate ? ["work/out"].map { bytes($0) } : [bytes("work/units")]
  }
}
