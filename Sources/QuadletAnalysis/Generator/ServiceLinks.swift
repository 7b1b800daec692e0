import QuadletSyntax

/// The symbolic links that enable a service; the generator creates them because `systemctl enable` cannot.
public struct ServiceLinks {
  /// A link: where it lies in the output folder, and where it leads.
  public struct Link: Hashable, Sendable {
    /// The path within the output folder.
    public let path: [UInt8]
    /// The target of the link, relative to the link's folder.
    public let target: [UInt8]
  }

  /// The links, in the order in which the generator creates them.
  public private(set) var links: [Link] = []
  /// The generator's messages about links that it cannot create.
  public private(set) var messages: [String] = []

  init(of service: [UInt8], in view: UnitView, target: Target) {
    let keys = Schema.shared.keys
    for alias in Self.words(keys.alias, view) { add(GoPath.clean(alias), to: service) }
    guard let name = Self.enabledName(of: service, in: view, target: target) else { return }
    for (key, folder) in [(keys.wantedBy, "wants"), (keys.requiredBy, "requires"), (keys.upheldBy, "upholds")] {
      if key == keys.upheldBy, !target.has(.linksUpheldBy) { continue }
      for unit in Self.words(key, view) where !unit.contains(GoPath.slash) {
        add(unit + Array(".\(folder)/".utf8) + name, to: service)
      }
    }
  }

  /// Whether starting a systemd unit can start the service with this name, given without `.service`; for a template,
  /// that takes a default instance.
  static func canStart(_ service: Span<UInt8>, _ view: borrowing UnitView) -> Bool {
    service.first(UnitName.at, in: service.all) != service.count - 1
      || view.has(Schema.shared.keys.defaultInstance, in: .install)
  }

  /// The name under which the service is started; nil for a template without a default instance.
  private static func enabledName(of service: [UInt8], in view: UnitView, target: Target) -> [UInt8]? {
    let name = UnitName(service)
    let stem = service[..<(service.count - name.fileExtension.count)]
    guard let at = stem.firstIndex(of: UInt8(ascii: "@")), at == stem.endIndex - 1 else { return service }
    guard let assignment = view.last(Schema.shared.keys.defaultInstance, in: .install) else { return nil }
    let value = ValueReader(target: target).value(of: assignment, in: view)
    return Array(service[...at]) + view.texts[Int(assignment.document)][value.range] + name.fileExtension
  }

  private static func words(_ key: UInt16, _ view: UnitView) -> [[UInt8]] {
    var found: [[UInt8]] = []
    for assignment in view.list(key, in: .install) {
      var words = Words()
      let text = view.texts[Int(assignment.document)]
      words.append(text.span, assignment.valueRange, style: .plain)
      found += words.words.map { Array(words.text($0)) }
    }
    return found
  }

  private mutating func add(_ path: [UInt8], to service: [UInt8]) {
    let folder = GoPath.folder(path)
    guard let target = GoPath.relative(GoPath.clean(service), to: folder) else {
      let shown = String(decoding: path, as: UTF8.self)
      messages.append(
        "Can't create symlink \(shown): Rel: can't make \(String(decoding: service, as: UTF8.self)) relative to \(String(decoding: folder, as: UTF8.self))"
      )
      return
    }
    links.append(Link(path: path, target: target))
  }
}
