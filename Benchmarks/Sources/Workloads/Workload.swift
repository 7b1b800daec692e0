/// An input to measure with, identified by name.
public enum Workload: Sendable, Hashable {
  /// A realistic project.
  case project(units: Int, layout: ProjectComposer.Layout)
  /// The same, flat, after an edit: in one of a hundred files, containers got another label.
  case changed(units: Int)
  /// Units with ten mistakes each, with that many mistakes in total.
  case findings(Int)
  /// An input designed to break programs.
  case worst(WorstCase, size: Int)

  /// Reads `flat-1000`, `nested-1000`, `changed-1000`, `findings-10000`, or `NAME-SIZE` for a worst case.
  public init?(_ name: String) {
    guard let dash = name.lastIndex(of: "-"), let size = Int(name[name.index(after: dash)...]) else { return nil }
    let stem = String(name[..<dash])
    if let layout = ProjectComposer.Layout(rawValue: stem) {
      self = .project(units: size, layout: layout)
    } else if stem == "changed" {
      self = .changed(units: size)
    } else if stem == "findings" {
      self = .findings(size)
    } else if let worst = WorstCase(rawValue: stem) {
      self = .worst(worst, size: size)
    } else {
      return nil
    }
  }

  /// The name, which is also the name of its folder.
  public var name: String {
    switch self {
    case .project(let units, let layout): "\(layout.rawValue)-\(units)"
    case .changed(let units): "changed-\(units)"
    case .findings(let count): "findings-\(count)"
    case .worst(let worst, let size): "\(worst.rawValue)-\(size)"
    }
  }

  /// Composes the files.
  public func compose(_ body: (ComposedFile) -> Void) {
    switch self {
    case .project(let units, let layout): ProjectComposer.compose(units: units, layout: layout, body)
    case .changed(let units):
      var count = 0
      ProjectComposer.compose(units: units) { file in
        count += 1
        if count % 100 != 1 { return body(file) }
        let text = file.text.replacing("[Container]\n", with: "[Container]\nLabel=org.example.edited=yes\n")
        body(ComposedFile(file.path, text))
      }
    case .findings(let count):
      let mistakes = (0..<10).map { "PublishPorts=\(8080 + $0):80\n" }.joined()
      for index in 0..<count / 10 {
        let text =
          "[Container]\nImage=docker.io/library/nginx:1.27.3\n\(mistakes)\n[Install]\nWantedBy=default.target\n"
        body(ComposedFile("unit\(index).container", text))
      }
    case .worst(let worst, let size): worst.compose(size, body)
    }
  }
}
