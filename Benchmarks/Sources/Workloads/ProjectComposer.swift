/// Composes realistic projects: 85 % containers, 10 % volumes, 5 % networks, a few pods and drop-ins.
///
/// References resolve, and ports and subnets are distinct; three images in a hundred have no tag.
public struct ProjectComposer {
  /// How the units are distributed over folders.
  public enum Layout: String, Sendable, CaseIterable {
    /// All in one folder.
    case flat
    /// One folder for every 100 units.
    case nested
  }

  private static let unitsPerApplication = 20
  private static let seed: UInt64 = 20_260

  /// Composes a project with that many units; `body` receives each file, and drop-ins on top.
  public static func compose(units: Int, layout: Layout = .flat, _ body: (ComposedFile) -> Void) {
    var written = 0
    var application = 0
    while written < units {
      let folder = layout == .nested ? "host\(application / 5)/" : ""
      for file in files(application, isSingle: units == 1) {
        let isUnit = !file.path.contains("/")
        if isUnit, written == units { continue }
        body(ComposedFile(folder + file.path, file.text))
        if isUnit { written += 1 }
      }
      application += 1
    }
  }

  /// One application: its containers first, so a project of one unit is a container, which then refers to nothing.
  private static func files(_ application: Int, isSingle: Bool) -> [ComposedFile] {
    var composer = UnitComposer(application: application, seed: seed)
    let hasPod = application % 5 == 3
    let containers = unitsPerApplication - (hasPod ? 4 : 3)
    var files: [ComposedFile] = []
    for member in 0..<containers {
      let text = composer.container(
        member,
        isInPod: hasPod && member % 3 == 0,
        volumes: isSingle ? 0 : 2,
        hasNetwork: !isSingle
      )
      files.append(ComposedFile("\(composer.name(member)).container", text))
    }
    for number in 0..<2 {
      files.append(ComposedFile("app\(application)-data\(number).volume", composer.volume(number)))
    }
    files.append(ComposedFile("app\(application).network", composer.network()))
    if hasPod { files.append(ComposedFile("app\(application).pod", composer.pod())) }
    if application % 2 == 1 {
      files.append(ComposedFile("\(composer.name(1)).container.d/10-site.conf", composer.dropIn()))
    }
    return files
  }
}
