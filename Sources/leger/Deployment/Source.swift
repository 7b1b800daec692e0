import QuadletAnalysis

/// Where the units of a deployment are, and how they get from there to leger.
struct Source {
  /// What the place holds now.
  struct Content {
    var record: SourceRecord
    var files: [DeploymentFile]
    var settings: ProjectSettings?

    /// Whether the name of the deployment was chosen by the user, who has typed it or the name of the repository, and not by
    /// what is in a repository: a deployment gets the secrets that begin with its name.
    func isNameTrusted(_ name: DeploymentName, operand: [UInt8]) -> Bool {
      if record.kind != .git || settings?.name == nil { return true }
      return Array(name.description.utf8) == operand
    }
  }

  var record: SourceRecord
  /// The deployment to look for among all that the place offers; nil when the place is one.
  private var wanted: DeploymentName?
  private let host: any Host

  /// Takes a place that is known from a record.
  init(_ record: SourceRecord, on host: any Host) {
    self.record = record
    self.host = host
  }

  /// Takes what a user typed: a folder, a bundle, the URL of a repository, or a name in the default repository.
  init(
    _ text: [UInt8],
    ref: String?,
    subpath: String?,
    _ settings: HostSettings,
    on host: any Host
  ) throws(HostFailure) {
    if host.isMissing(text), let name = DeploymentName(String(decoding: text, as: UTF8.self)),
      let source = try Source.ofDefaultRepository(settings, ref: ref, on: host)
    {
      if subpath != nil { throw HostFailure(.usage, "--subpath names a folder, and \"\(name)\" is one already") }
      self = source
      wanted = name
      return
    }
    try self.init(text, ref: ref, subpath: subpath, on: host)
  }

  /// The repository that `default-repo` names, at the `branch` unless another revision is given; nil when it is not set.
  static func ofDefaultRepository(
    _ settings: HostSettings,
    ref: String?,
    on host: any Host
  ) throws(HostFailure) -> Source? {
    guard let location = settings.defaultRepository else { return nil }
    do throws(HostFailure) {
      let url = RepositoryURL(Array(location.utf8))
      guard url != nil || location.hasPrefix("/") else {
        let shown = VisibleText.quoted(RepositoryURL.withoutPassword(Array(location.utf8)))
        throw HostFailure(.usage, "\(shown) is neither a URL that leger fetches nor an absolute path")
      }
      // A folder has no branches, and the address of a page names its own.
      let branch = url.flatMap { $0.ref == nil ? settings.branch : nil }
      return try Source(Array(location.utf8), ref: ref ?? branch, subpath: nil, on: host)
    } catch {
      throw HostFailure(error.kind, "default-repo in config.yaml: \(error.message)", help: error.help)
    }
  }

  /// Takes a folder, a bundle, or the URL of a repository.
  private init(_ text: [UInt8], ref: String?, subpath: String?, on host: any Host) throws(HostFailure) {
    self.host = host
    if text.isEmpty { throw HostFailure(.usage, "the source is empty; name a folder or the URL of a repository") }
    if let kind = try? host.kind(text) {
      let isBundle = kind == .file && UnitPlace.isBundle(text)
      guard kind == .folder || isBundle else {
        throw HostFailure(
          .usage,
          "\(VisibleText.quoted(text)) is neither a folder nor a .quadlets bundle",
          help: "name the folder that holds the units"
        )
      }
      if ref != nil {
        throw HostFailure(
          .usage,
          "--ref names a revision of a repository, and \(VisibleText.quoted(text)) is read as a folder",
          help: "to read it as a repository: file://\(String(decoding: host.resolvedOrSame(text), as: UTF8.self))"
        )
      }
      if isBundle, subpath != nil { throw HostFailure(.usage, "--subpath names a folder, and a bundle has none") }
      var folder = host.resolvedOrSame(text)
      if let subpath { folder = Path.join(folder, Array(subpath.utf8)) }
      guard let location = String(validating: folder, as: UTF8.self) else {
        throw HostFailure(.usage, "the path \(VisibleText.quoted(folder)) is not text, so it cannot be recorded")
      }
      record = SourceRecord(kind: isBundle ? .bundle : .folder, location: location)
      return
    }
    guard let url = RepositoryURL(text) else {
      throw HostFailure(
        .usage,
        "\(VisibleText.quoted(RepositoryURL.withoutPassword(text))): \(host.absence(of: text)), and not a URL that leger fetches",
        help: "write https://…, ssh://…, file:///… or git@HOST:PATH, without a password; "
          + "for a name, set default-repo in config.yaml"
      )
    }
    if url.ref != nil, ref != nil {
      throw HostFailure(
        .usage,
        "the URL names a revision already; leave out --ref, or give the URL of the repository itself"
      )
    }
    // The page of a folder, and a folder below it: the repository tells where the revision ends.
    let path = url.ref.map { page in subpath.map { "\(page)/\($0)" } ?? page }
    record = SourceRecord(kind: .git, location: url.text, ref: ref ?? path, subpath: url.ref == nil ? subpath : nil)
  }

  /// The name that a deployment from here has unless it is given another one.
  var defaultName: DeploymentName? {
    let place = record.subpath.flatMap { $0.isEmpty ? nil : $0 } ?? record.location
    let name = Path.name(of: Path.trimmed(Array(place.utf8)))
    return DeploymentName(folder: record.kind == .bundle ? name.dropLast(".quadlets".utf8.count) : name)
  }

  /// Reads the place; a repository is fetched into a folder of leger's own first.
  func read(_ target: Target, _ folders: DeploymentFolders) throws(HostFailure) -> Content {
    switch record.kind {
    case .adopted, .backup:
      let origin = record.kind == .adopted ? "were adopted" : "come from a backup"
      throw HostFailure(.usage, "these units \(origin), so there is no source to look at; edit them where they are")
    case .bundle:
      let found = try SourceFolder.read(bundle: Array(record.location.utf8), on: host)
      return Content(record: record, files: found.files)
    case .folder:
      let folder = Array(record.location.utf8)
      guard (try? host.kind(folder)) == .folder else {
        throw HostFailure(folder, host.absence(of: folder), kind: .environment)
      }
      if Path.isInside(host.resolvedOrSame(folder), folders.units) {
        throw HostFailure(
          .refused,
          "\(VisibleText.quoted(folder)) is installed already; a source is kept elsewhere",
          help: "to manage units that are already there: leger adopt NAME"
        )
      }
      let root = host.resolvedOrSame(folder)
      return try read(root, of: WorkTree(root, on: host), record, target)
    case .git:
      return try RepositoryFetch(record, folders, on: host).use { (tree, folder, record) throws(HostFailure) in
        try read(folder, of: tree, record, target)
      }
    }
  }

  /// Reads a folder of a place, or the one below it that has the name that is wanted.
  private func read(
    _ folder: [UInt8],
    of tree: any FileTree,
    _ record: SourceRecord,
    _ target: Target
  ) throws(HostFailure) -> Content {
    var (folder, record) = (folder, record)
    if let wanted {
      let subpath = try self.subpath(of: wanted, below: folder, in: tree)
      folder = Path.join(folder, Array(subpath.utf8))
      if record.kind == .folder {
        record.location = String(decoding: folder, as: UTF8.self)
      } else {
        let parts = [record.subpath ?? "", subpath].filter { !$0.isEmpty }
        record.subpath = parts.isEmpty ? nil : parts.joined(separator: "/")
      }
    }
    let found = try SourceFolder.read(folder, of: tree, target: target, on: host)
    return Content(record: record, files: found.files, settings: found.settings?.settings)
  }

  /// Returns the folder of a deployment that a place offers; throws when there is none of that name, or more than one.
  private func subpath(of name: DeploymentName, below folder: [UInt8], in tree: any FileTree) throws(HostFailure)
    -> String
  {
    let offers = offers(below: folder, in: tree)
    let matching = offers.filter { $0.name == name }
    if let offer = matching.first, matching.count == 1 { return offer.subpath }
    if matching.isEmpty {
      let nearest = NearestName.nearest(to: name.description, among: offers.compactMap(\.name?.description))
      throw HostFailure(
        .usage,
        "\"\(name)\" is no folder here, and \(record.text) offers nothing of that name"
          + (nearest.map { "; did you mean \"\($0)\"?" } ?? ""),
        help: "leger list --available"
      )
    }
    throw HostFailure(
      .usage,
      "\(record.text) offers \"\(name)\" more than once: \(matching.map(\.subpath).joined(separator: ", "))",
      help: "name the repository, and one of them with --subpath"
    )
  }

  /// A folder of a source that can be installed.
  struct Offer: Equatable {
    /// The folder within the source; empty for the source itself.
    let subpath: String
    /// The name that it would have.
    let name: DeploymentName?
    /// How many units it has.
    let units: Int
  }

  /// Returns the folders that have units, in the order of their paths; what a folder has below it belongs to it.
  func offers(_ folders: DeploymentFolders) throws(HostFailure) -> [Offer] {
    switch record.kind {
    case .adopted, .backup, .bundle: return []
    case .folder:
      let folder = host.resolvedOrSame(Array(record.location.utf8))
      return offers(below: folder, in: WorkTree(folder, on: host))
    case .git:
      return try RepositoryFetch(record, folders, on: host).use { (tree, folder, _) throws(HostFailure) in
        offers(below: folder, in: tree)
      }
    }
  }

  private func offers(below folder: [UInt8], in tree: any FileTree) -> [Offer] {
    var reader = ProjectReader(from: tree)
    reader.addSearchPath(folder)
    let inventory = reader.inventory
    var counts: [String: Int] = [:]
    for file in inventory.files {
      guard case .unit = file.role else { continue }
      let path = inventory.folders[file.folder].path.dropFirst(folder.count + 1)
      counts[String(decoding: path, as: UTF8.self), default: 0] += 1
    }
    return counts.sorted { $0.key < $1.key }.map { subpath, units in
      let ofFolder = subpath.isEmpty ? defaultName : DeploymentName(folder: Path.name(of: Array(subpath.utf8)))
      let stated = statedName(in: Path.join(folder, Array(subpath.utf8)), tree)
      return Offer(subpath: subpath, name: stated ?? ofFolder, units: units)
    }
  }

  /// The name that the `.leger.yaml` of a folder states.
  private func statedName(in folder: [UInt8], _ tree: any FileTree) -> DeploymentName? {
    let path = SettingsReader.path(in: folder)
    let file = try? SettingsReader.read(path, resolved: path, nil, in: tree)
    return file?.settings.name.flatMap { DeploymentName($0.text) }
  }
}
