import QuadletAnalysis
import QuadletSyntax
import TestSupport
import Testing

/// Compares the conflicts of made-up projects with a model that lists every address, port, protocol and name one by one.
@Suite struct ConflictModelTests {
  /// One thing of the host or of podman: a port on an address, or a name.
  private struct Item: Hashable, Comparable {
    let kind: String
    let name: String

    static func < (left: Item, right: Item) -> Bool { (left.kind, left.name) < (right.kind, right.name) }
  }

  /// A unit as the model sees it: its text, and all that it claims.
  private struct Unit {
    let file: String
    let text: String
    let items: Set<Item>
  }

  private static let addresses = ["127.0.0.1", "192.0.2.7", "::1"]
  private static let protocols = ["tcp", "udp"]

  private static func unit(_ number: Int, _ scope: Scope, _ random: inout SplitMix64) -> Unit {
    let kind = ["container", "pod", "volume", "network", "kube", "build"].randomElement(using: &random) ?? "container"
    let stem = ["a", "b", "a-pod", "b-volume"].randomElement(using: &random) ?? "a"
    let name = Bool.random(using: &random) ? "u\(number)" : stem
    var items: Set<Item> = []
    let suffix = ["pod": "-pod", "volume": "-volume", "network": "-network", "build": "-build"][kind] ?? ""
    var service = name + suffix
    let section = kind.prefix(1).uppercased() + kind.dropFirst()
    var text = "[\(section)]\n"
    if random.next() % 4 == 0 {
      service = ["x", "a", "b-pod"].randomElement(using: &random) ?? "x"
      text += "ServiceName=\(service)\n"
    }
    items.insert(Item(kind: "service-name", name: "\(service).service"))
    switch kind {
    case "container":
      text += "Image=quay.io/podman/hello:v1\n"
      let names = ["ContainerName=n1": "n1", "ContainerName=%N": service, "": "systemd-\(service)"]
      let key = names.keys.sorted().randomElement(using: &random) ?? ""
      text += key.isEmpty ? "" : key + "\n"
      items.insert(Item(kind: "container-name", name: names[key] ?? ""))
    case "pod", "volume", "network":
      if Bool.random(using: &random) {
        text += "\(section)Name=n1\n"
        items.insert(Item(kind: "\(kind)-name", name: "n1"))
      } else {
        items.insert(Item(kind: "\(kind)-name", name: "systemd-\(name)"))
      }
    case "build":
      let tag = ["localhost/x", "localhost/y"].randomElement(using: &random) ?? ""
      text += "ImageTag=\(tag)\nFile=/srv/Containerfile\n"
      items.insert(Item(kind: "image-name", name: tag))
    default: text += "Yaml=/srv/pod.yaml\n"
    }
    if ["container", "pod", "kube"].contains(kind) {
      for _ in 0..<Int.random(in: 0...2, using: &random) { text += port(scope, &random, &items) }
    }
    return Unit(file: "\(name).\(kind)", text: text, items: items)
  }

  private static func port(_ scope: Scope, _ random: inout SplitMix64, _ items: inout Set<Item>) -> String {
    let first = Int.random(in: 8000...8006, using: &random)
    let last = first + [0, 0, 1, 3][Int.random(in: 0...3, using: &random)]
    let proto = protocols.randomElement(using: &random) ?? "tcp"
    let addressesOfV4 = addresses.filter { !$0.contains(":") }
    let wildcards = ["": scope == .user ? addresses : addressesOfV4, "0.0.0.0": addressesOfV4, "::": ["::1"]]
    let host = (wildcards.keys + addresses).sorted().randomElement(using: &random) ?? ""
    for address in wildcards[host] ?? [host] {
      for port in first...last { items.insert(Item(kind: "port", name: "\(address) \(port)/\(proto)")) }
    }
    let range = first == last ? "\(first)" : "\(first)-\(last)"
    let target = first == last ? "80" : "80-\(80 + last - first)"
    let shown = host.contains(":") ? "[\(host)]:" : host.isEmpty ? "" : "\(host):"
    return "PublishPort=\(shown)\(range):\(target)/\(proto)\n"
  }

  /// What several units claim in the model, by thing.
  private static func expected(_ units: [Unit]) -> [Item: Set<String>] {
    var owners: [Item: Set<String>] = [:]
    for unit in units {
      for item in unit.items { owners[item, default: []].insert(unit.file) }
    }
    return owners.filter { $0.value.count > 1 }
  }

  /// The same from leger's conflicts, taken apart.
  private static func found(_ units: [Unit], _ scope: Scope) -> [Item: Set<String>] {
    let project = InMemoryProject.make(units.map { ($0.file, Array($0.text.utf8)) }, target: Target(scope: scope))
    var owners: [Item: Set<String>] = [:]
    for conflict in ProjectConflicts(project).all {
      let files = Set(conflict.claims.map { String(decoding: project.name(of: $0.unit), as: UTF8.self) })
      guard files.count > 1 else { continue }
      for item in items(of: conflict) { owners[item, default: []].formUnion(files) }
    }
    return owners
  }

  private static func items(of conflict: Conflict) -> [Item] {
    guard conflict.kind == .port else { return [Item(kind: conflict.kind.rawValue, name: conflict.key)] }
    guard let slash = conflict.key.lastIndex(of: "/"), let colon = conflict.key[..<slash].lastIndex(of: ":") else {
      return []
    }
    let host = conflict.key[..<colon].filter { $0 != "[" && $0 != "]" }
    let ports = conflict.key[conflict.key.index(after: colon)..<slash].split(separator: "-").compactMap { Int($0) }
    guard let first = ports.first, let last = ports.last else { return [] }
    // A conflict on every address of version 4 stands for version 6 too when no address is written.
    let wildcards = ["0.0.0.0": addresses, "::": ["::1"]]
    return (wildcards[host] ?? [host]).flatMap { address in
      (first...last).map { Item(kind: "port", name: "\(address) \($0)\(conflict.key[slash...])") }
    }
  }

  @Test(arguments: 0..<300)
  func `the conflicts of a project are those of the model`(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    var units: [Unit] = []
    let scope: Scope = seed.isMultiple(of: 2) ? .user : .system
    for number in 0..<Int.random(in: 2...7, using: &random) {
      let unit = Self.unit(number, scope, &random)
      if !units.contains(where: { $0.file == unit.file }) { units.append(unit) }
    }
    let expected = Self.expected(units)
    let found = Self.found(units, scope)
    let shown = units.map { "--- \($0.file)\n\($0.text)" }.joined()
    // A wildcard conflict may stand for one family only, so that what leger finds can be more than the model's there.
    for (item, files) in expected { #expect(found[item]?.isSuperset(of: files) == true, "\(item): \(shown)") }
    for (item, files) in found where item.kind != "port" { #expect(expected[item] == files, "\(item): \(shown)") }
    for (item, files) in found where item.kind == "port" && item.name.hasPrefix("127.0.0.1") {
      #expect(expected[item] == files, "\(item): \(shown)")
    }
  }
}
