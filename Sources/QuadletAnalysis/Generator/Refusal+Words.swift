import QuadletSyntax

extension Refusal {
  /// What people read about a refusal.
  struct Words {
    let message: Message
    /// What to write in place of the value, or of the key.
    var replacement: String?
    /// Whether the unit would start as something that was perhaps not meant, with another one's data for instance.
    var isGuess = false
    /// Whether the key is one of another section.
    private(set) var isMisplaced = false

    fileprivate init(_ advice: KeyAdvice) {
      self.init(advice.text(), help: advice.help, replacement: advice.replacement)
      isMisplaced = advice.isMisplaced
    }

    init(_ text: String, help: String? = nil, replacement: String? = nil, isGuess: Bool = false) {
      message = Message(text, help: help)
      self.replacement = replacement
      self.isGuess = isGuess
    }
  }

  /// What is wrong with the unit and what would be right; `nearest` keeps what it finds from one refusal to the next.
  func words(for unit: Int, in project: Project, _ nearest: inout NearestUnit) -> Words {
    let kind = project.units[unit].kind
    switch reason {
    case .missingUnit(let name): return Self.missing(name, in: project, &nearest)
    case .notAPod(let name): return Self.notAPod(name, for: unit, in: project)
    case .unknownKey(let key, let table):
      return Words(KeyAdvice(key, in: table, kind: kind))
    case .keyTooNew(let directive):
      return Words(
        "\"\(directive.name)\" needs Podman \(directive.since); the target is \(project.target.version)",
        help: "raise --podman-version, or remove the key"
      )
    default: return reason.words(for: kind)
    }
  }

  private static func missing(_ name: String, in project: Project, _ nearest: inout NearestUnit) -> Words {
    if project.leavesOut(Array(name.utf8).span) {
      return Words("\"\(name)\" exists, but Podman leaves it out", help: "fix \(name) first")
    }
    guard let near = nearest.match(name, in: project) else {
      return Words("unit \"\(name)\" not found", help: "add \(name) to the folder, or name a unit that exists")
    }
    return Words("unit \"\(name)\" not found; did you mean \"\(near)\"?", replacement: near, isGuess: true)
  }

  private static func notAPod(_ name: String, for unit: Int, in project: Project) -> Words {
    let file = "\(name).pod"
    if project.unit(named: Array(file.utf8).span, for: unit) != nil {
      return Words("Pod= takes the name of a unit file: \"\(file)\", not \"\(name)\"", replacement: file)
    }
    return Words(
      "Pod= takes the name of a unit file, NAME.pod; \"\(name)\" is not one",
      help: "add \(file) and write Pod=\(file)"
    )
  }
}

extension RefusalReason {
  /// The words for what the unit alone shows.
  fileprivate func words(for kind: UnitKind) -> Refusal.Words {
    let section = kind.section
    switch self {
    case .unknownKey, .keyTooNew, .missingUnit, .notAPod: return Refusal.Words("")

    case .emptyKey(let key, let example): return Refusal.Words("\(key)= has no value", help: "write \(example)")
    case .missingKey(let key, let example): return Refusal.Words("[\(section)] has no \(key)=", help: "add \(example)")
    case .missingSection(let example):
      return Refusal.Words("section [\(section)] is missing", help: "add [\(section)] with \(example)")
    case .buildWithoutContext:
      return Refusal.Words(
        "a .build unit needs File= or SetWorkingDirectory=",
        help: "add SetWorkingDirectory=unit and File=./Containerfile"
      )
    case .relativeFileWithoutFolder:
      return Refusal.Words("a relative File= needs SetWorkingDirectory=", help: "add SetWorkingDirectory=unit")
    case .folderOfMissingFile:
      return Refusal.Words("SetWorkingDirectory=file needs File=", help: "add File=./Containerfile")
    case .imageDriverWithoutImage: return Refusal.Words("Driver=image needs Image=", help: "add Image=NAME.image")
    case .exclusiveKeys(let first, let second):
      return Refusal.Words("\(first)= and \(second)= exclude each other", help: "keep one of them")
    case .keyWithoutDevice(let key): return Refusal.Words("\(key)= needs Device=", help: "add Device=")
    case .groupWithoutUser(let group):
      return Refusal.Words("Group= needs User=", help: "add User=, or write User=0:\(group)")
    case .remapBesideMappings:
      return Refusal.Words(
        "the Remap keys cannot be combined with UserNS=, UIDMap= and similar keys",
        help: "remove the Remap keys"
      )
    case .remapWithoutMode(let id):
      return Refusal.Words("Remap\(id)= needs RemapUsers=", help: "write UserNS= instead of the Remap keys")
    case .gatewayWithoutSubnet:
      return Refusal.Words("a gateway or a range needs the subnet that contains it", help: "add Subnet=")
    case .moreThanSubnets(let key, let count, let subnets):
      let noun = key == "Gateway" ? "gateway" : "range"
      return Refusal.Words(
        "\(count) \(noun)s for \(subnets) subnet\(subnets == 1 ? "" : "s"); the first \(noun) belongs to the first subnet",
        help: "add a Subnet= or remove \(key == "Gateway" ? "a" : "an") \(key)="
      )

    case .unresolvableName(let name, isContainer: true):
      return Refusal.Words(
        "the container of \"\(name)\" has no name that is known before it starts",
        help: "give \(name) a ContainerName= without specifiers"
      )
    case .unresolvableName(let name, isContainer: false):
      return Refusal.Words("\"\(name)\" is itself refused, so its network has no name", help: "fix \(name)")
    case .optionsOfJoinedNetwork(let container):
      return Refusal.Words(
        "a container's network is joined as it is; no options can follow \"\(container)\"",
        replacement: container,
        isGuess: true
      )

    case .invalidPort(let text): return Refusal.Words("\"\(text)\" is not a port; write PORT, FIRST-LAST or PORT/udp")
    case .invalidMapping(let problem): return Refusal.Words(problem.message)
    case .mountWithOpenQuote(let error):
      return Refusal.Words("a quote in the mount is not closed: \(error)", help: Self.mountExample)
    case .mountOfSeveralLines: return Refusal.Words("a mount must be one line of options", help: Self.mountExample)
    case .mountWithoutType:
      return Refusal.Words("before Podman 5.6, a mount needs its type", help: "write Mount=type=volume,…")
    case .mountSourceWithoutValue:
      return Refusal.Words("the source of the mount has no value", help: "write source=/PATH or source=NAME.volume")
    case .mountWithoutSource(let type):
      return Refusal.Words("a mount of type \(type) needs source=", help: "add source=/PATH")
    case .emptySource: return Refusal.Words("the mount has no source", help: "add source=PATH or source=NAME.volume")
    case .killMode(let mode):
      return Refusal.Words(
        "Podman requires KillMode=mixed or control-group, not \"\(mode)\"",
        replacement: "mixed"
      )
    case .serviceType(let type):
      return Refusal.Words(
        "the service of a .\(kind.word) unit must have Type=notify or oneshot, not \"\(type)\"",
        replacement: "notify"
      )
    case .manualRemap:
      return Refusal.Words("a .kube unit does not support RemapUsers=manual", help: "write UserNS= instead")
    case .severalKeptIDs(let id):
      return Refusal.Words(
        "RemapUsers=keep-id takes only one \(id)",
        help: "write UserNS=keep-id:\(id.lowercased())=… instead"
      )
    case .remapMode(let word):
      return Refusal.Words(
        "\"\(word)\" is not a RemapUsers mode; use manual, auto or keep-id",
        help: "UserNS= replaces the Remap keys"
      )
    case .workingDirectory(let text):
      return Refusal.Words(
        "\"\(text)\" is not a valid SetWorkingDirectory= of a .kube unit; use yaml or unit",
        replacement: "yaml",
        isGuess: true
      )
    case .workingDirectoryOfOtherKind(let text):
      let why = kind == .kube ? "only a .build unit has File=" : "only a .kube unit has a YAML file"
      return Refusal.Words(
        "a .\(kind.word) unit does not support SetWorkingDirectory=\(text): \(why)",
        replacement: "unit",
        isGuess: true
      )
    case .workingDirectoryOfSeveralFiles(let count):
      return Refusal.Words(
        "SetWorkingDirectory=yaml needs one YAML file, but \(count) are named",
        replacement: "unit",
        isGuess: true
      )
    }
  }

  private static let mountExample = "write Mount=type=bind,source=/PATH,destination=/PATH"
}
