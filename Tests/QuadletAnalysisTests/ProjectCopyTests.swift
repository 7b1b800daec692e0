import Foundation
import TestSupport
import Testing

@testable import QuadletAnalysis

/// Second copies of projects: the files of `Corpus/copies`, and a law about every project there is.
@Suite struct ProjectCopyTests {
  /// A copy for which every port has another place.
  private static func copy(
    _ files: [(path: String, bytes: [UInt8])],
    _ prefix: String = "second-",
    changing: (inout ProjectCopy.Options) -> Void = { _ in }
  ) -> ProjectCopy {
    var options = ProjectCopy.Options(prefix: prefix, folder: Array("/units".utf8))
    changing(&options)
    let target = Target(version: .newest)
    return ProjectCopy(InMemoryProject.make(files, target: target), host: InMemoryProject.host(files), options) { _ in
      true
    }
  }

  private static func files(of name: String) throws -> [(path: String, bytes: [UInt8])] {
    try Corpus.files(below: Corpus.folder("copies").appending(path: name)).map { ($0.name, try $0.bytes()) }
  }

  @Test(arguments: [
    ("everything", "moved"), ("everything", "dropped"), ("refused", "none"), ("templates", "none"),
  ])
  func `a copy is as expected`(_ name: String, _ ports: String) throws {
    let files = try Self.files(of: name)
    let copy = Self.copy(files) { options in
      options.folder = name == "refused" ? Array("/etc/containers/systemd/first".utf8) : options.folder
      options.dropsPorts = ports == "dropped"
      options.dropsLabels = ports == "dropped"
      if ports == "moved" {
        options.ports = [
          8080: ProjectCopy.Publication(port: 18080), 8443: ProjectCopy.Publication(address: "[::1]", port: 18443),
          5000: ProjectCopy.Publication(port: 15000),
        ]
      }
    }
    let inventory = InMemoryProject.make(files, target: Target(version: .newest)).inventory
    var text = ""
    for reason in copy.reasons {
      let path = String(decoding: inventory.path(of: reason.file), as: UTF8.self)
      text += "\(path):\(reason.line): \(reason.message)\n"
    }
    for file in copy.files where copy.reasons.isEmpty {
      text += "--- \(String(decoding: file.path, as: UTF8.self))\n"
      text += String(decoding: file.bytes, as: UTF8.self)
    }
    expectGolden(text, Corpus.folder("copies").appending(path: "\(name)-\(ports).expected"))
  }

  @Test func `each unit that is of someone else is a reason, once`() {
    let files = [
      ("a.container", "[Container]\nImage=i.image\nNetwork=n.network\nVolume=v.volume:/d\nVolume=own.volume:/o\n"),
      ("own.volume", "[Volume]\n"), ("i.image", "[Image]\nImage=example.org/i:1\n"), ("n.network", "[Network]\n"),
      ("v.volume", "[Volume]\n"),
    ].map { (path: $0, bytes: Array($1.utf8)) }
    let project = InMemoryProject.make(files, target: Target(version: .newest))
    let own = ["a.container", "own.volume"]
    let options = ProjectCopy.Options(prefix: "second-", folder: Array("/units".utf8))
    let copy = ProjectCopy(project, host: InMemoryProject.host(files), options) { file in
      own.contains(String(decoding: project.inventory.path(of: file), as: UTF8.self))
    }
    #expect(copy.reasons.map(\.line) == [2, 3, 4])
    for (reason, name) in zip(copy.reasons, ["i.image", "n.network", "v.volume"]) {
      #expect(reason.message.contains(name), "\(reason.message)")
    }
  }

  @Test func `it is known of every key whether a copy can have it`() {
    for kind in UnitKind.allCases where kind != .kube {
      for directive in SectionTable(kind).directives {
        let key = "\(directive.name)"
        let isKnown =
          CopySafety.ownKeys.contains(key) || CopySafety.followedKeys.contains(key) || CopySafety.fixedKeys[key] != nil
          || CopySafety.isSafe(key, "", kind) != nil || kind == .volume && key == "Options"
        #expect(isKnown, "\(key)= of \(kind)")
      }
    }
  }

  @Test(arguments: [
    ("/", true), ("/run", true), ("/run/", true), ("/var", true), ("/var/run/x", true), ("/dev/kvm", true),
    ("%t/podman", true), ("/srv/app.sock", true), ("/srv/../run", true), ("//var//run/", true), ("/running", false),
    ("/srv", false), ("/var/lib", false),
  ])
  func `a path with sockets or devices in it or below it is not only read`(_ path: String, _ isLive: Bool) {
    #expect(CopySafety.isLive(Array(path.utf8)) == isLive)
  }

  // MARK: The law

  private static let projects: [FolderProjects.Folder] = {
    let shared = Corpus.shared.map { $0.appending(path: "corpus") }
    return ((try? FolderProjects.ours()) ?? []) + (shared.flatMap { try? FolderProjects.all(below: $0) } ?? [])
  }()

  /// No unit has it in a name.
  private static let prefix = "zz9copy-"

  /// With the prefix taken out of it again, a copy is what it was made of, but for the names that its networks have for it.
  @Test func `a copy does what the first one does, under other names`() throws {
    let ports = Dictionary(uniqueKeysWithValues: (1...UInt16.max).map { ($0, ProjectCopy.Publication(port: $0)) })
    var copied = 0
    for project in Self.projects {
      let copy = Self.copy(project.files, Self.prefix) { $0.ports = ports }
      guard copy.reasons.isEmpty, !copy.files.isEmpty else { continue }
      copied += 1
      let renamed = copy.files.map {
        (path: String(decoding: $0.path, as: UTF8.self), bytes: $0.bytes)
      }
      let old = FolderProjects.generate(project.files, .newest).services
      let new = FolderProjects.generate(renamed, .newest).services
      var back: [String: String] = [:]
      for (path, text) in new {
        #expect(path.contains(Self.prefix), "\(project.name): \(path)")
        back[path.replacingOccurrences(of: Self.prefix, with: "")] = text
      }
      #expect(Set(back.keys) == Set(old.keys), "\(project.name)")
      for (path, text) in old {
        let words = Self.words(text)
        #expect(
          words == Self.words((back[path] ?? "").replacingOccurrences(of: Self.prefix, with: "")),
          "\(project.name): \(path)"
        )
        let kept = Self.shared(text, back[path] ?? "", copy)
        #expect(kept.isEmpty, "\(project.name): \(path) still names \(kept)")
      }
    }
    #expect(copied > 30)
  }

  /// The words of a service without the aliases that a copy has besides.
  private static func words(_ text: String) -> [String] {
    var words = text.split { " \n".contains($0) }.map(String.init)
    while let index = words.firstIndex(of: "--network-alias"), index + 1 < words.count {
      words.removeSubrange(index...index + 1)
    }
    return words.filter { !$0.hasPrefix("NetworkAlias=") }.sorted()
  }

  /// Names that podman or systemd have once for a host and that a service and its copy both give to something.
  private static func shared(_ old: String, _ new: String, _ copy: ProjectCopy) -> [String] {
    let flags = ["--name", "--pod-id-file", "--cidfile", "-v", "--network", "--pod", "--tag"]
    func names(_ text: String) -> Set<String> {
      let words = text.split { " \n".contains($0) }.map(String.init)
      return Set(
        words.indices.dropFirst().filter { flags.contains(words[$0 - 1]) && !words[$0].hasPrefix("/") }
          .map { words[$0].split(separator: ":").first.map(String.init) ?? "" }
      )
    }
    let free: Set<String> = ["container", "none", "bridge", "private", "pasta", "slirp4netns", "default"]
    return names(old).intersection(names(new)).filter {
      !$0.contains("%") && !free.contains($0) && !$0.isEmpty && !$0.hasPrefix("-")
    }.sorted()
  }
}
