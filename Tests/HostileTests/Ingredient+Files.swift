import QuadletAnalysis
import TestSupport

/// Ingredients that lie on the disk and are no plain files.
extension Ingredient {
  func addLink(_ attack: inout Attack, _ random: inout SplitMix64) {
    let link = { (path: String, target: String) in DiskEntry(path, .link(bytes(target))) }
    switch random.below(14) {
    case 0: attack.entries.append(link("work/units/l.container", "@ROOT@/outside/secret.container"))
    case 1: attack.entries.append(link("work/units/l.container", "web.container"))
    case 2: attack.entries.append(link("work/units/sub", "@ROOT@/outside/units"))
    case 3: attack.entries.append(link("work/units/sub", "../../outside"))
    case 4:
      attack.entries.append(
        link("work/units/sub", random.pick([".", "..", "../..", "sub", "/proc/self/fd", "/dev/fd"]))
      )
    case 5:
      attack.entries.append(
        link("work/units/l.container", random.pick(["l.container", "nothing", "", "/dev/zero", "/dev/full"]))
      )
    case 6: attack.entries.append(link("work/units/web.container.d", "../../outside/units"))
    case 7:
      attack.entries.append(link("work/units/web.container.d/x.conf", "@ROOT@/outside/secret.container"))
    case 8: attack.entries.append(link("work/units/.leger.yaml", "@ROOT@/outside/settings.yaml"))
    case 9:
      for index in 0..<50 {
        attack.entries.append(link("work/units/c\(index)", index == 0 ? "../../outside/units" : "c\(index - 1)"))
      }
      attack.entries.append(link("work/units/chain.container", "c49/web.container"))
    case 10:
      attack.entries.append(
        link("work/units/pods.yaml", random.pick(["/dev/zero", "/proc/kmsg", "/dev/tty", "/proc/self/mem"]))
      )
    case 11:
      attack.entries.insert(link("work/units", "real"), at: 0)
      attack.entries.insert(DiskEntry("work/real", .folder), at: 0)
      attack.targets.append(bytes("work/real"))
    case 12:
      // The folder of the operand is reached through a link, and holds one that leads out.
      attack.entries.append(link("work/by", "units"))
      attack.entries.append(link("work/units/out", "../../outside"))
      if attack.writes {
        Ingredient.call(&attack, on: bytes("work/units"), as: bytes(random.pick(["by", "by/", "by/.", "units/."])))
      }
    default:
      attack.entries.append(link("work/units/here", "../../work"))
      attack.entries.append(
        DiskEntry(bytes("work/units/") + HostileText.some(&random), .link(HostileText.some(&random)))
      )
    }
    if random.below(4) == 0 {
      // An operand that leads through the link.
      let path = random.pick(["l.container", "sub", "sub/web.container", "sub/secret.container", "chain.container"])
      Ingredient.call(&attack, on: "work/units/\(path)", as: "units/\(path)")
    }
  }

  func addSpecial(_ attack: inout Attack, _ random: inout SplitMix64) {
    let path = random.pick([
      "work/units/f.container", "work/units/f.volume", "work/units/.leger.yaml", "work/.leger.yaml",
      "work/units/app.env",
      "work/units/pods.yaml", "work/units/web.container.d/f.conf", "work/units/web.container.d",
      "work/units/f.quadlets",
      "work/units/f", "work/out/web.service", "work/out/default.target.wants", "work/units/t.container.j2", "work/out",
      "work/units/.git", "work/.git", "work/units/.legerignore", "work/units/map.yaml", "work/units/Containerfile",
    ])
    let kinds: [DiskEntry.Content] = [.fifo, .fifo, .socket, .device(major: 1, minor: 3), .device(major: 1, minor: 5)]
    attack.entries.append(DiskEntry(path, random.pick(kinds)))
    attack.entries.append(.file("work/units/s.container", "[Container]\nImage=a\nEnvironmentFile=./app.env\n"))
    attack.entries.append(.file("work/units/s.kube", "[Kube]\nYaml=pods.yaml\nConfigMap=map.yaml\n"))
    attack.entries.append(.file("work/units/s.build", "[Build]\nImageTag=a\nFile=./Containerfile\n"))
    if random.below(3) == 0 { attack.entries.append(DiskEntry("work/units/ll.container", .link(bytes("f.container")))) }
    if random.below(3) == 0, path.hasPrefix("work/units/") {
      Ingredient.call(&attack, on: path, as: String(path.dropFirst(5)))
    }
  }

  func addAttributes(_ attack: inout Attack, _ random: inout SplitMix64) {
    let path = "work/units/attributed.container"
    var entry = DiskEntry.file(path, "[Container]\nImage=a\nUser = 1 \nReadOnly=enabled\n")
    entry.mode = random.pick([nil, 0o600, 0o444, 0o4755, 0o2755, 0o1644, 0o666, 0o640, 0o000])
    entry.owner = random.pick([nil, nil, 1234])
    if random.below(2) == 0 { entry.attributes.append(("user.leger", "value")) }
    if random.below(3) == 0 { entry.attributes.append(("user.\u{1B}[2J", "")) }
    if random.below(3) == 0 { entry.attributes.append(("security.selinux", "system_u:object_r:etc_t:s0")) }
    if random.below(4) == 0 { entry.attributes.append(("trusted.x", String(repeating: "v", count: 2000))) }
    attack.entries.append(entry)
    switch random.below(5) {
    case 0: attack.entries.append(DiskEntry("work/units/hard.container", .hardLink(bytes(path))))
    case 1: attack.entries.append(DiskEntry("work/hard.txt", .hardLink(bytes(path))))
    case 2:
      var folder = DiskEntry("work/units", .folder)
      folder.mode = random.pick([0o555, 0o700, 0o2755, 0o1777, 0o000])
      attack.entries.append(folder)
    default: break
    }
  }

  func addSettings(_ attack: inout Attack, _ random: inout SplitMix64) {
    var text = random.pick([
      "name: photos\nports: [8080, \"53:53/udp\"]\nvolumes: [data]\nlint:\n  ignore: [missing-unit]\n",
      "lint: {ignore: [x]}\n",
      "a: &a [b]\nb: [*a, *a, *a]\n", "secrets:\n- name: key\n  env: KEY\n", "podman: \"5.4\"\nscope: user\n",
      "- a\n- b\n", "",
      "name: ../../outside\nrequires: [../x]\n", "!!python/object:os.system x\n", "? [a]\n: b\n",
      "ports: [99999999999999999999, -1, 0x1F, ~]\n",
    ])
    if random.below(4) == 0 {
      // Each list holds the one before nine times.
      text =
        "a0: &a0 [x]\n"
        + (1..<30).map { "a\($0): &a\($0) [\(Array(repeating: "*a\($0 - 1)", count: 9).joined(separator: ","))]\n" }
        .joined()
    }
    var content = bytes(text)
    if random.below(2) == 0 { HostileText.spoil(&content, &random) }
    if random.below(3) == 0 {
      content += bytes("lint:\n  ignore: [\"") + HostileText.some(&random) + bytes("\"]\n")
    }
    let path = random.pick(["work/units/.leger.yaml", "work/.leger.yaml", ".leger.yaml", "work/units/sub/.leger.yaml"])
    var entry = DiskEntry(path, random.below(10) == 0 ? .folder : .file(content))
    if random.below(4) == 0 { entry.owner = 1234 }
    attack.entries.append(entry)
  }

  func addOutputFolder(_ attack: inout Attack, _ random: inout SplitMix64) {
    attack.command = .generate
    attack.arguments = [
      bytes("generate"), bytes("--output"), bytes(random.pick(["out", "out/", "./out", "@ROOT@/work/out"])),
      bytes("units"),
    ]
    attack.operandIndex = 3
    attack.targets = [bytes("work/out")] + attack.targets.filter { $0 == bytes("work/elsewhere") }
    attack.entries.append(
      .file("work/units/web.container", "[Container]\nImage=a\n[Install]\nWantedBy=default.target\nAlias=al.service\n")
    )
    let link = { (path: String, target: String) in DiskEntry(path, .link(bytes(target))) }
    for _ in 0...random.below(2) {
      switch random.below(9) {
      case 0: attack.entries.append(link("work/out/default.target.wants", "@ROOT@/outside/default.target.wants"))
      case 1: attack.entries.append(link("work/out/web.service", "@ROOT@/outside/web.service"))
      case 2: attack.entries.append(.file("work/out/web.service.new", "mine\n"))
      case 3: attack.entries.append(.file("work/out/default.target.wants/web.service", "mine\n"))
      case 4: attack.entries.append(DiskEntry("work/out/web.service/x", .file(bytes("mine\n"))))
      case 5: attack.entries.append(.file("work/out/default.target.wants", "mine\n"))
      case 6:
        attack.entries.insert(link("work/out", "elsewhere"), at: 0)
        attack.entries.insert(DiskEntry("work/elsewhere", .folder), at: 0)
        attack.targets.append(bytes("work/elsewhere"))
      case 7:
        attack.entries.append(
          .file(
            "work/units/w.container",
            "[Container]\nImage=a\n[Install]\nWantedBy=../../../outside/x.target ../y.target\nAlias=../../outside/z.service\n"
          )
        )
      default:
        let odd = HostileText.some(&random)
        attack.entries.append(
          DiskEntry(
            "work/units/o.container",
            .file(
              bytes("[Container]\nImage=a\nServiceName=") + odd + bytes("\n[Install]\nWantedBy=") + odd + bytes("\n")
            )
          )
        )
      }
    }
  }
}
