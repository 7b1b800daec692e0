import QuadletAnalysis
import TestSupport

/// Something that makes an attack hostile.
enum Ingredient: String, CaseIterable {
  case text = "hostile text"
  case name = "hostile name"
  case link = "link"
  case special = "special file"
  case attributes = "attributes"
  case settings = "settings"
  case dropIns = "drop-ins"
  case kubernetes = "Kubernetes YAML"
  case environmentFile = "environment file"
  case bundle = "bundle"
  case template = "template"
  case outputFolder = "folder for services"
  case many = "many files"
  case deep = "deep folders"
  case size = "size"
  case repository = "repository"
  case input = "standard input"
  case output = "standard output"
  case argument = "hostile argument"
  case operand = "operand"
  case disturbance = "disturbance"

  /// How often it is chosen, in relation to the others.
  var weight: Int {
    switch self {
    case .text: 140
    case .name: 110
    case .link, .disturbance: 70
    case .special, .attributes, .settings, .input, .operand: 50
    case .dropIns, .output, .argument, .outputFolder: 40
    case .kubernetes, .environmentFile, .bundle, .template: 20
    case .many: 6
    case .repository: 8
    case .size: 3
    case .deep: 2
    }
  }

  /// Whether it changes how leger is called, or what happens meanwhile.
  var isLate: Bool {
    switch self {
    case .input, .output, .argument, .operand, .disturbance: true
    default: false
    }
  }

  /// Puts it into an attack.
  func add(to attack: inout Attack, _ random: inout SplitMix64) {
    switch self {
    case .text: addText(&attack, &random)
    case .name: addName(&attack, &random)
    case .link: addLink(&attack, &random)
    case .special: addSpecial(&attack, &random)
    case .attributes: addAttributes(&attack, &random)
    case .settings: addSettings(&attack, &random)
    case .dropIns:
      var text = bytes("[Container]\nLabel=a=b\n[Service]\nRestart=no \n")
      HostileText.spoil(&text, &random)
      let folder = random.pick(["web.container.d", "web-.container.d", "container.d", "@.container.d"])
      attack.entries.append(DiskEntry("work/units/\(folder)/\(random.below(20)).conf", .file(text)))
    case .kubernetes:
      var text = bytes(HostileText.kubernetes)
      HostileText.spoil(&text, &random)
      attack.entries.append(DiskEntry("work/units/pods.yaml", .file(text)))
      attack.entries.append(.file("work/units/k\(random.below(9)).kube", "[Kube]\nYaml=pods.yaml\n"))
    case .environmentFile:
      var text = bytes(HostileText.environmentFile)
      HostileText.spoil(&text, &random)
      attack.entries.append(DiskEntry("work/units/app.env", .file(text)))
      attack.entries.append(.file("work/units/e.container", "[Container]\nImage=a\nEnvironmentFile=./app.env\n"))
    case .bundle:
      var text = bytes("# FileName=a\n") + HostileText.unit(.container, &random) + bytes("---\n# FileName=")
      text += HostileText.some(&random) + bytes("\n") + HostileText.unit(.volume, &random)
      attack.entries.append(DiskEntry("work/units/b.quadlets", .file(text)))
      if random.below(2) == 0 { Ingredient.call(&attack, on: "work/units/b.quadlets", as: "units/b.quadlets") }
    case .template:
      var text = HostileText.unit(.container, &random) + bytes("{% if x %}\nUser={{ y }}\n{% endif %}\n")
      HostileText.spoil(&text, &random)
      attack.entries.append(DiskEntry("work/units/t.container.j2", .file(text)))
    case .outputFolder: addOutputFolder(&attack, &random)
    case .many:
      for index in 0..<random.pick([30, 100, 300]) {
        let kind = random.pick(HostileText.kinds)
        attack.entries.append(DiskEntry("work/units/m\(index).\(kind.word)", .file(HostileText.unit(kind, &random))))
      }
    case .deep:
      let path = "work/units" + String(repeating: "/d", count: random.pick([30, 100, 100, 100, 300, 600, 1900]))
      attack.entries.append(.file(path + "/x.volume", "[Volume]\nLabel = a\n"))
    case .size: addSize(&attack, &random)
    case .repository: addRepository(&attack, &random)
    case .input: addInput(&attack, &random)
    case .output:
      attack.output = random.pick([.file, .closed, .closed, .full, .full, .brokenPipe, .slowPipe])
      attack.closesMessages = random.below(4) == 0
    case .argument: addArgument(&attack, &random)
    case .operand: addOperand(&attack, &random)
    case .disturbance: addDisturbance(&attack, &random)
    }
  }

  private func addText(_ attack: inout Attack, _ random: inout SplitMix64) {
    let kind = random.pick(HostileText.kinds)
    var text = HostileText.unit(kind, &random)
    HostileText.spoil(&text, &random)
    let name = random.pick(["web", "data", "group", "x", "a-b", "t@", "t@1", "sub/y"])
    attack.entries.append(DiskEntry("work/units/\(name).\(kind.word)", .file(text)))
  }

  private func addName(_ attack: inout Attack, _ random: inout SplitMix64) {
    let kind = random.pick(HostileText.kinds)
    let suffix = random.below(2) == 0 ? ".\(kind.word)" : random.pick(HostileNames.suffixes)
    let name = HostileNames.file(&random, suffix: suffix)
    var text = HostileText.unit(kind, &random)
    if random.below(3) == 0 { HostileText.spoil(&text, &random) }
    let folder = random.below(4) == 0 ? random.pick(HostileNames.stems) + bytes("/") : []
    attack.entries.append(DiskEntry(bytes("work/units/") + folder + name, .file(text)))
    if random.below(3) == 0 {
      Ingredient.call(&attack, on: bytes("work/units/") + folder + name, as: bytes("units/") + folder + name)
    }
    if random.below(4) == 0 {
      let stem = name.contains(0) || name.contains(UInt8(ascii: "\n")) ? bytes("web") : name
      attack.entries.append(
        DiskEntry("work/units/n.container", .file(bytes("[Container]\nImage=a\nNetwork=") + stem + bytes("\n")))
      )
    }
  }

  private func addSize(_ attack: inout Attack, _ random: inout SplitMix64) {
    let size = HostileSizes.size(&random)
    if random.below(8) == 0 {
      attack.entries.append(DiskEntry("work/units/large.container", .sparse(random.pick([size, 1 << 30, 1 << 40]))))
    } else if random.below(4) == 0 {
      let neighbour = random.pick(HostileSizes.neighbours)
      attack.entries.append(
        .file("work/units/large.\(neighbour.path.hasSuffix("p.yaml") ? "kube" : "container")", neighbour.unit)
      )
      let shape = neighbour.shape
      attack.entries.append(
        DiskEntry(
          "work/units/\(neighbour.path)",
          .repeated(head: bytes(shape.head), piece: bytes(shape.piece), size: size, tail: bytes(shape.tail))
        )
      )
    } else {
      let shape = random.pick(HostileSizes.shapes)
      attack.entries.append(
        DiskEntry(
          "work/units/large\(shape.suffix)",
          .repeated(head: bytes(shape.head), piece: bytes(shape.piece), size: size, tail: bytes(shape.tail))
        )
      )
      if random.below(3) == 0 || shape.suffix == ".quadlets" {
        Ingredient.call(&attack, on: bytes("work/units/large\(shape.suffix)"), as: bytes("units/large\(shape.suffix)"))
      }
    }
  }

  /// Makes a path the only operand, where the command takes one.
  static func call(_ attack: inout Attack, on target: [UInt8], as operand: [UInt8]) {
    switch attack.command {
    case .explain, .help, .completions: break
    case .diff: attack.arguments.append(operand)
    default:
      if let old = attack.operandIndex { attack.arguments.remove(at: old) }
      attack.operandIndex = attack.arguments.count
      attack.arguments.append(operand)
      if attack.command != .generate { attack.targets = [target] }
    }
  }

  /// Makes a path the only operand.
  static func call(_ attack: inout Attack, on target: String, as operand: String) {
    call(&attack, on: bytes(target), as: bytes(operand))
  }
}
