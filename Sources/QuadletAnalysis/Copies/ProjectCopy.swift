import QuadletSyntax

/// A second copy of a deployment's units that runs beside the first one.
///
/// The names of files are those of services, so each unit, instance and drop-in folder gets a prefix, and so does every name
/// that podman and systemd have once for a host: of containers, pods, volumes, networks, services and tags. What refers to
/// them follows. What both copies cannot have, and what would let one change the other or its host, is a reason to make none.
public struct ProjectCopy: Sendable {
  /// Where a copy publishes a port.
  public struct Publication: Sendable, Equatable {
    /// The address of the host; nil for that of the first copy.
    public var address: String?
    /// The port, or the first one of several.
    public var port: UInt16

    /// Creates a publication.
    public init(address: String? = nil, port: UInt16) {
      self.address = address
      self.port = port
    }
  }

  /// How the copy differs from the first one.
  public struct Options: Sendable {
    /// What its names begin with, such as `second-`.
    public var prefix: String
    /// The folder of the first copy, which nothing may name.
    public var folder: [UInt8]
    /// By the port of the host, the first one of several: where the copy has it.
    public var ports: [UInt16: Publication] = [:]
    /// Whether it publishes no other ports; else each needs a place.
    public var dropsPorts = false
    /// Whether it has no labels, by which proxies and other programs find containers.
    public var dropsLabels = false

    /// Creates options.
    public init(prefix: String, folder: [UInt8]) {
      self.prefix = prefix
      self.folder = folder
    }
  }

  /// A unit or drop-in of the copy.
  public struct File: Sendable, Equatable {
    /// The path of the file that it is a copy of.
    public let original: [UInt8]
    /// The path in the same folder, with the new names.
    public let path: [UInt8]
    /// What it holds.
    public let bytes: [UInt8]
  }

  /// What keeps units from having a copy.
  public struct Reason: Sendable, Equatable {
    /// The index of the file in the inventory.
    public let file: Int
    /// The line, counted from 1.
    public let line: Int
    /// What the matter is, about a line of the unit.
    public let message: String
    /// The port of the host that needs another place, the first one of several; nil for every other reason.
    public var port: UInt16?
  }

  /// The units and drop-ins, in the order of the inventory.
  public let files: [File]
  /// What is in the way, in the order of the units.
  public let reasons: [Reason]
  /// The ports of the first copy that have another place in this one.
  public let movedPorts: Set<UInt16>
  /// Whether a container or pod of it has labels.
  public let hasLabels: Bool
  private let names: CopyNames

  /// Makes a copy of some units of a project, told by the indices of their files.
  public init(_ project: Project, host: HostFacts = HostFacts(), _ options: Options, isOwn: (Int) -> Bool) {
    var converter = Converter<FactsEmitter>(project, host: host)
    let units = project.loaded.filter { isOwn(project.units[$0].file) }
    var names = CopyNames(prefix: Array(options.prefix.utf8))
    for unit in units {
      converter.convert(unit)
      names.add(unit, &converter)
    }
    self.names = names
    let own = Set(project.inventory.files.indices.filter(isOwn))
    var edits: [Int: Set<TextEdit>] = [:]
    var reasons = project.excluded.filter { file, why in isOwn(file) && why != .templateSource }
      .map { Reason(file: $0.file, line: 1, message: "is not read by Podman") }
    var (ports, hasLabels) = (Set<UInt16>(), false)
    for unit in units {
      var copy = UnitCopy(converter, names, options, ownFiles: own)
      copy.convert(unit)
      edits.merge(copy.edits) { $0.union($1) }
      reasons += copy.reasons.filter { !reasons.contains($0) }
      ports.formUnion(copy.movedPorts)
      hasLabels = hasLabels || copy.hasLabels
    }
    (movedPorts, self.hasLabels) = (ports, hasLabels)
    self.reasons = reasons
    files = own.sorted().map { file in
      let path = project.inventory.path(of: file)
      let bytes = project.document(ofFile: file)?.applying(Array(edits[file] ?? [])) ?? []
      return File(original: path, path: names.path(of: file, project.inventory), bytes: bytes)
    }
  }

  /// The name of a volume in the copy.
  public func volume(_ name: String) -> String {
    String(decoding: names.volume(Array(name.utf8)), as: UTF8.self)
  }

  /// The name that the copy has for what a text names: a unit, or a volume.
  public func renamed(_ text: String) -> String {
    let bytes = Array(text.utf8)
    let isUnit = names.isUnit(bytes) || names.isUnit(bytes + Array(".volume".utf8))
    return isUnit ? String(decoding: names.prefix + bytes, as: UTF8.self) : volume(text)
  }
}
