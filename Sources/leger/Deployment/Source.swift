import QuadletAnalysis

/// Where the units of a deployment are, and how they get from there to leger.
struct Source {
  /// What the place holds now.
  struct Content {
    var record: SourceRecord
    var files: [DeploymentFile]
    var settings: ProjectSettings?
  }

  var record: SourceRecord
  private let host: any Host

  /// Takes a place that is known from a record.
  init(_ record: SourceRecord, on host: any Host) {
    self.record = record
    self.host = host
  }

  /// Takes what a user typed: a folder, a bundle, or the URL of a repository.
  init(_ text: [UInt8], ref: String?, subpath: String?, on host: any Host) throws(HostFailure) {
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
        help: "write https://…, ssh://…, file:///… or git@HOST:PATH; a password cannot be part of it"
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
    case .adopted:
      throw HostFailure(.usage, "these units were adopted, so there is no source to look at; edit them where they are")
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
      let resolved = host.resolvedOrSame(folder)
      let found = try SourceFolder.read(resolved, of: WorkTree(resolved, on: host), target: target, on: host)
      return Content(record: record, files: found.files, settings: found.settings?.settings)
    case .git:
      return try RepositoryFetch(record, folders, on: host).read(target)
    }
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
    case .adopted, .bundle: return []
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
      let name = subpath.isEmpty ? defaultName : DeploymentName(folder: Path.name(of: Array(subpath.utf8)))
      return Offer(subpath: subpath, name: name, units: units)
    }
  }
}
