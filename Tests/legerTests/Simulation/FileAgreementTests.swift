import TestSupport
import Testing

@testable import leger

/// Whether the files in memory behave as those of the machine: the same random changes have the same results on both.
struct FileAgreementTests {
  private static let names = [
    "a", "b", "c", "sub", "sub/a", "sub/b", "sub/deep", "sub/deep/a", "link", "link/a", "out/a",
  ]

  @Test(arguments: 0..<20) func `random changes end on the simulated host as on a real one`(seed: UInt64) throws {
    let scratch = try ScratchFolder()
    let real = SystemHost()
    let simulated = SimulatedHost(user: real.user.user)
    let root = String(decoding: try real.resolve(Array(scratch.path.utf8)), as: UTF8.self)
    let owner = real.user.user
    simulated.change { $0.files.makeFolders(root, owner: owner) }
    var generator = SplitMix64(seed: seed)
    for number in 0..<120 {
      let change = RandomChange(root: root, names: Self.names, number: number, using: &generator)
      #expect(change.result(on: simulated) == change.result(on: real), "\(change)")
    }
    #expect(Self.tree(root, on: simulated) == Self.tree(root, on: real))
  }

  private static func tree(_ folder: String, on host: any Host) -> [String] {
    guard let listing = try? host.list(Array(folder.utf8)) else { return [] }
    return listing.entries.flatMap { entry -> [String] in
      let path = "\(folder)/\(String(decoding: listing.name(of: entry), as: UTF8.self))"
      guard let status = try? host.status(Array(path.utf8), followingLinks: false) else { return [path] }
      let content = status.kind == .file ? try? host.read(Array(path.utf8), limit: 100) : nil
      let line = "\(path) \(status.kind) \(status.mode) \(content ?? [])"
      return [line] + (status.kind == .folder ? tree(path, on: host) : [])
    }
  }
}

/// One change of a file, link or folder.
struct RandomChange: CustomStringConvertible {
  private enum Kind: CaseIterable {
    case replace, replaceExpected, create, append, makeFolder, makeLink, rename, remove, read, resolve
  }

  private let kind: Kind
  private let root: String
  private let path: String
  private let other: String
  private let number: Int

  init(root: String, names: [String], number: Int, using generator: inout SplitMix64) {
    self.root = root
    self.number = number
    kind = Kind.allCases[Int.random(in: 0..<Kind.allCases.count, using: &generator)]
    path = "\(root)/\(names[Int.random(in: 0..<names.count, using: &generator)])"
    other = names[Int.random(in: 0..<names.count, using: &generator)]
  }

  var description: String { "\(kind) \(path) \(other) (\(number))" }

  /// Makes the change, and returns its result in words.
  func result(on host: any Host) -> String {
    let (bytes, border) = (Array(path.utf8), Array(root.utf8))
    let content = [UInt8(number % 5)]
    do {
      switch kind {
      case .replace:
        let options = Replacement(mode: number % 3 == 0 ? 0o600 : nil, replacesLinks: number % 2 == 0)
        try host.replace(bytes, within: border, with: content, options)
      case .replaceExpected:
        try host.replace(bytes, within: border, with: [9], Replacement(expecting: .content(content)))
      case .create: try host.replace(bytes, within: border, with: content, Replacement(expecting: .nothing))
      case .append: try host.append(content, to: bytes, within: border, mode: number % 2 == 0 ? 0o600 : 0o640)
      case .makeFolder: try host.makeFolder(bytes, within: border, mode: 0o755)
      case .makeLink: try host.makeLink(bytes, within: border, to: Array(number % 4 == 0 ? "/usr".utf8 : other.utf8))
      case .rename: try host.rename(bytes, to: Array("\(root)/\(other)".utf8), within: border)
      case .remove: try host.remove(bytes, within: border)
      case .read: return "\(try host.read(bytes, limit: 10))"
      case .resolve: return "\(try host.resolve(bytes))"
      }
      return "done"
    } catch {
      return "\(error)"
    }
  }
}
