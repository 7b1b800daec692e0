import Glibc
import TestSupport

/// Ingredients of how leger is called, and of what happens meanwhile.
extension Ingredient {
  func addRepository(_ attack: inout Attack, _ random: inout SplitMix64) {
    let repository = random.pick(HostileRepository.allCases)
    attack.entries.append(DiskEntry("work/repo", .repository(repository)))
    attack.command = .diff
    attack.operandIndex = nil
    attack.targets = []
    let revision = random.pick([
      "one..two", "one..two", "one..two", "one", "two..", "HEAD", "one...two", "^HEAD..HEAD", "nope..two",
      "--output=x..y", "-x", "HEAD@{0}",
      "..", "", "two^{tree}", ":/one", "one:units..two:units", "@{u}", "\u{1B}[2J", "a\n::error::pwned",
      "HEAD~99999999999999999999",
    ])
    attack.arguments = [bytes("diff"), bytes("--rev"), bytes(revision)]
    for option in ["--exit-code", "--stat", "--text", "--json"] where random.below(4) == 0 {
      attack.arguments.append(bytes(option))
    }
    attack.arguments.append(
      bytes(
        random.pick([
          "repo/units", "repo/units", "repo", "repo/units/web.container", "repo/units/linked", "@ROOT@/work/repo",
          "repo/.git",
        ])
      )
    )
  }

  func addInput(_ attack: inout Attack, _ random: inout SplitMix64) {
    var text = HostileText.unit(.container, &random) + bytes("User = 1 \n")
    if random.below(2) == 0 { HostileText.spoil(&text, &random) }
    if random.below(8) == 0 { text += Array(repeatElement(bytes("Label = a=b \n"), count: 20_000).joined()) }
    let isSlow = random.below(3) == 0
    attack.input = random.pick([
      .file(text), .file(text), .pipe(text), .pipe(text), .pipe(text), isSlow ? .slowPipe(text) : .pipe(text), .closed,
      .folder, .null,
    ])
    switch attack.command {
    case .format, .fix, .validate:
      // Without another operand, nothing may be written.
      if attack.operandIndex == attack.arguments.count - 1 { attack.targets = [] }
      if let old = attack.operandIndex { attack.arguments.remove(at: old) }
      attack.operandIndex = attack.arguments.count
      attack.arguments.append(bytes("-"))
      switch random.below(6) {
      case 0: break
      case 1: attack.arguments += [bytes("--stdin-filename"), HostileNames.file(&random, suffix: ".container")]
      case 2:
        attack.arguments += [
          bytes("--stdin-filename"),
          bytes(
            random.pick([
              "../outside/x.container", "/x.container", "units", "", "x", "units/b.quadlets",
              "units/x.container.d/x.conf",
            ])
          ),
        ]
      default: attack.arguments += [bytes("--stdin-filename"), bytes("units/web.container")]
      }
    default: break
    }
  }

  func addArgument(_ attack: inout Attack, _ random: inout SplitMix64) {
    let odd = (random.below(2) == 0 ? random.pick(HostileNames.stems) : HostileText.some(&random)).filter { $0 != 0 }
    // The whole machine is too much to check.
    if odd.first == UInt8(ascii: "/") { return }
    let option = random.pick([
      "--ignore", "--select", "--podman-version", "--format", "--level", "--fail-on", "--stdin-filename", "--port",
      "--rev", "", "", "",
    ])
    let choice = random.below(8)
    if choice < 4 { attack.operandIndex = nil }
    switch choice {
    case 0: attack.arguments = [odd]
    case 1: attack.arguments = [bytes("explain"), odd]
    case 2: attack.arguments = [bytes("help"), odd]
    case 3: attack.arguments = [bytes("completions"), odd]
    case 4: attack.arguments.append(bytes("\(option)=") + odd)
    default: attack.arguments += (option.isEmpty ? [] : [bytes(option)]) + [odd]
    }
    // The odd word may name something in the current folder.
    attack.targets.append(bytes("work"))
  }

  func addOperand(_ attack: inout Attack, _ random: inout SplitMix64) {
    guard let index = attack.operandIndex, attack.command != .cat, attack.input.content.isEmpty else { return }
    let forms: [(operand: String, target: String)] = [
      ("units/", "units"), ("./units", "units"), ("units/../units", "units"), ("@ROOT@/work/units", "units"),
      ("units//", "units"),
      ("units/web.container", "units/web.container"), ("units/web.container/", "units/web.container"), (".", ""),
      ("here", "here.container"),
      ("here.service", "here.container"), ("here.container", "here.container"), ("nothing", ""), ("", ""),
      ("/dev/null", ""),
      ("../work/units", "units"), ("units/web.container.d", "units/web.container.d"), ("/proc/self/cwd/units", "units"),
      ("-", ""),
    ]
    let form = random.pick(forms)
    let other = random.pick(forms)
    attack.arguments[index] = bytes(form.operand)
    let isGenerate = attack.command == .generate
    let target = { (path: String) in bytes(path.isEmpty ? "work" : "work/" + path) }
    // Another operand may be there already.
    let isOnly = index == attack.arguments.count - 1
    if !isGenerate, isOnly { attack.targets.removeAll { $0 != bytes("work/real") } }
    if !isGenerate { attack.targets.append(target(form.target)) }
    if random.below(5) == 0 {
      attack.arguments.append(bytes(other.operand))
      if !isGenerate { attack.targets.append(target(other.target)) }
    }
    if random.below(12) == 0 {
      attack.arguments.remove(at: index)
      attack.operandIndex = nil
      if !isGenerate { attack.targets.append(bytes("work")) }
    }
    if random.below(12) == 0, !isGenerate { attack.targets.append(bytes("work")) }
  }

  func addDisturbance(_ attack: inout Attack, _ random: inout SplitMix64) {
    // Enough to do that something can come in between.
    for index in 0..<random.pick([1, 5, 20, 60]) {
      attack.entries.append(
        .file("work/units/w\(index).container", "[Container]\nImage=a\nUser = 1 \nReadOnly=enabled\n")
      )
    }
    let content = bytes("[Container]\nImage=localhost/other:2\nUser = 2 \n")
    let victim = bytes("work/units/w0.container")
    for _ in 0...random.below(2) {
      let delay = random.below(random.pick([1_000, 4_000, 12_000]))
      let action: Disturbance.Action
      var path = victim
      switch random.below(12) {
      case 0...1: action = .replace(content)
      case 2...3: action = .overwrite(content)
      case 4: action = .append(bytes("Label = x=y \n"))
      case 5: action = .truncate(random.below(40))
      case 6: action = random.below(2) == 0 ? .remove : .rename(bytes("work/units/renamed.container"))
      case 7: action = .chmod(random.pick([0o000, 0o600, 0o444]))
      case 8: action = .swapWithLink(bytes("@ROOT@/outside/secret.container"))
      case 9:
        // Not the operand, which may be a link.
        path = bytes("work/units/below")
        action = .swapWithLink(bytes("@ROOT@/outside/units"))
        for name in ["web", "w0"] {
          attack.entries.append(
            .file("work/units/below/\(name).container", "[Container]\nImage=a\nUser = 1 \nReadOnly=enabled\n")
          )
        }
      case 10: action = .signal(random.pick([SIGTERM, SIGINT]))
      default: action = .signal(SIGKILL)
      }
      let disturbance = Disturbance(action: action, path: path, delay: delay)
      // While the folder is swapped, another disturbance in it would itself write elsewhere.
      if path != victim || attack.disturbances.contains(where: { $0.path != victim }) {
        attack.disturbances = [disturbance]
        return
      }
      attack.disturbances.append(disturbance)
    }
  }
}
