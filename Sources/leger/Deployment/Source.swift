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

  /// Takes what a user typed: a folder, or the URL of a repository.
  init(_ text: [UInt8], ref: String?, subpath: String?, on host: any Host) throws(HostFailure) {
    self.host = host
    if text.isEmpty { throw HostFailure(.usage, "the source is empty; name a folder or the URL of a repository") }
    if let kind = try? host.kind(text) {
      guard kind == .folder else {
        throw HostFailure(.usage, "\(VisibleText.quoted(text)) is not a folder; name the folder that holds the units")
      }
      if ref != nil {
        throw HostFailure(.usage, "--ref names a revision of a repository, and \(VisibleText.quoted(text)) is a folder")
      }
      var folder = host.resolvedOrSame(text)
      if let subpath { folder = Path.join(folder, Array(subpath.utf8)) }
      guard let location = String(validating: folder, as: UTF8.self) else {
        throw HostFailure(.usage, "the path \(VisibleText.quoted(folder)) is not text, so it cannot be recorded")
      }
      record = SourceRecord(kind: .folder, location: location)
      return
    }
    guard let url = RepositoryURL(text) else {
      throw HostFailure(.usage, "\(VisibleText.quoted(text)): \(host.absence(of: text)), and no URL of a repository")
    }
    record = SourceRecord(kind: .git, location: url.text, ref: ref ?? url.ref, subpath: subpath ?? url.subpath)
  }

  /// The name that a deployment from here has unless it is given another one.
  var defaultName: DeploymentName? {
    let place = record.subpath.flatMap { $0.isEmpty ? nil : $0 } ?? record.location
    return DeploymentName(folder: Path.name(of: Path.trimmed(Array(place.utf8))))
  }

  /// Reads the place; a repository is fetched into a folder of leger's own first.
  func read(_ target: Target, _ folders: DeploymentFolders) throws(HostFailure) -> Content {
    switch record.kind {
    case .adopted:
      throw HostFailure(.usage, "these units were adopted, so there is no source to look at; edit them where they are")
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
}
