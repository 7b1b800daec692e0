@testable import leger

/// The data of volumes: what podman exports and imports, and what `leger volume-data` sees and changes.
extension SimulatedMachine {
  /// Makes a volume.
  mutating func addVolume(_ name: String, options: [String], labels: [String: String]) {
    lastInode += 1
    var volume = SimulatedVolume(name: name, options: options, labels: labels)
    volume.inode = lastInode
    if let folder = volume.optionTable["device"].flatMap({ folders[$0] }) {
      (volume.content, volume.root, volume.aside) = (folder.content, folder.root, folder.aside)
    }
    volumes.append(volume)
  }

  /// Removes a volume; what it stood for stays.
  mutating func dropVolume(_ name: String) {
    for volume in volumes where volume.name == name {
      if let path = volume.optionTable["device"], folders[path] != nil { folders[path] = volume }
    }
    volumes.removeAll { $0.name == name }
  }

  /// Mounts a volume, or not any more.
  mutating func setMounted(_ isMounted: Bool, _ line: PodmanLine) -> ProgramAnswer {
    guard let index = volumes.firstIndex(where: { line.operands == [$0.name] }) else {
      return ProgramAnswer(status: 125, messages: "Error: no such volume\n")
    }
    volumes[index].isMounted = isMounted
    return ProgramAnswer(output: "\(volumes[index].mountpoint)\n")
  }

  /// Changes the state of containers.
  mutating func setState(
    _ old: SimulatedContainer.State,
    to new: SimulatedContainer.State,
    _ line: PodmanLine
  ) -> ProgramAnswer {
    var answer = ProgramAnswer()
    for id in line.operands {
      guard let index = containers.firstIndex(where: { $0.id == id || $0.name == id }), containers[index].state == old
      else {
        answer.add(status: 125, "Error: \"\(id)\" is not \(old.rawValue): container state improper")
        continue
      }
      containers[index].state = new
    }
    return answer
  }

  // MARK: Archives

  /// Runs `podman volume export` and `podman volume import`.
  mutating func transferVolume(_ arguments: [String], _ input: [UInt8]) -> ProgramAnswer {
    let line = PodmanLine(arguments)
    guard let name = line.operands.first, let index = volumes.firstIndex(where: { $0.name == name }) else {
      return ProgramAnswer(status: 125, messages: "Error: no such volume \(line.operands.first ?? "")\n")
    }
    if line.command == "volume export" {
      // What is not mounted is exported empty.
      var content = volumes[index].content
      if exportMisses, let first = content.keys.min() { content[first] = nil }
      let isMounted = volumes[index].optionTable["device"] == nil || volumes[index].isMounted
      return ProgramAnswer(output: SimulatedTar.write(isMounted ? content : [:]))
    }
    guard let content = SimulatedTar.read(input) else {
      return ProgramAnswer(status: 125, messages: "Error: unexpected EOF\n")
    }
    // It merges.
    volumes[index].content.merge(content) { _, new in new }
    return ProgramAnswer()
  }

  /// Runs `tar --create` for one folder within another.
  func tar(_ arguments: [String]) -> ProgramAnswer? {
    guard arguments.first == "--create", let operand = arguments.last, operand.hasPrefix("./"),
      let folder = arguments.first(where: { $0.hasPrefix("--directory=") })?.dropFirst("--directory=".utf8.count)
    else { return nil }
    let excluded = arguments.compactMap {
      $0.hasPrefix("--exclude=") ? String($0.dropFirst("--exclude=".utf8.count)) : nil
    }
    var bytes = Array(SimulatedTar.header("\(operand)/", size: 0, kind: "5").utf8)
    for path in files.paths(below: Array("\(folder)/\(operand.dropFirst(2))".utf8)) {
      let name = "./\(String(decoding: path.dropFirst(folder.utf8.count + 1), as: UTF8.self))"
      guard let content = files.bytes(path), !excluded.contains(name) else { continue }
      bytes += SimulatedTar.header(name, size: content.count, kind: "0").utf8
      bytes += content + Array(repeating: 0, count: (512 - content.count % 512) % 512)
    }
    return ProgramAnswer(bytes: bytes + Array(repeating: 0, count: 10240 - bytes.count % 10240 + 1024))
  }

  // MARK: leger volume-data

  /// Runs `leger volume-data` in the user namespace of podman.
  mutating func volumeData(_ arguments: [String], _ input: [UInt8]) -> ProgramAnswer? {
    guard arguments.first == VolumeTool.command, arguments.count > 3, let index = volume(at: arguments[3]) else {
      return nil
    }
    switch arguments[1] {
    case "count":
      let volume = volumes[index]
      let census = VolumeFolder.Census(
        entries: volume.content.count,
        bytes: volume.content.values.reduce(0) { $0 + $1.utf8.count },
        root: volume.root,
        inode: volume.inode
      )
      return ProgramAnswer(output: String(decoding: JSONText.encode(census), as: UTF8.self))
    case "settle":
      guard let root = JSONText.decode(VolumeFolder.Root.self, from: input) else { return nil }
      volumes[index].root = root
      return ProgramAnswer()
    case "aside" where volumes[index].aside == nil:
      (volumes[index].aside, volumes[index].content) = (volumes[index].content, [:])
      return ProgramAnswer()
    case "back":
      if let aside = volumes[index].aside { (volumes[index].aside, volumes[index].content) = (nil, aside) }
      return ProgramAnswer()
    case "finish":
      volumes[index].aside = nil
      return ProgramAnswer()
    case "exchange":
      guard arguments.count == 6, let other = volume(at: arguments[4]), let inode = UInt64(arguments[5]) else {
        return nil
      }
      if volumes[index].inode == inode { return ProgramAnswer() }
      guard volumes[other].inode == inode else {
        return ProgramAnswer(status: 5, messages: "leger: is not the folder that leger has made there\n")
      }
      let (one, two) = (volumes[index], volumes[other])
      (volumes[index].content, volumes[index].root, volumes[index].inode) = (two.content, two.root, two.inode)
      (volumes[other].content, volumes[other].root, volumes[other].inode) = (one.content, one.root, one.inode)
      return ProgramAnswer()
    default: return nil
    }
  }

  private func volume(at mountpoint: String) -> Int? { volumes.firstIndex { $0.mountpoint == mountpoint } }
}

extension SimulatedVolume {
  var mountpoint: String { "/var/lib/containers/storage/volumes/\(name)/_data" }

  var optionTable: [String: String] {
    options.reduce(into: [:]) { table, option in
      let parts = option.split(separator: "=", maxSplits: 1).map(String.init)
      table[parts[0]] = parts.count > 1 ? parts[1] : ""
    }
  }
}

/// Archives as simple as podman makes them of files with short names.
enum SimulatedTar {
  private static let block = 512

  static func write(_ content: [String: String]) -> String {
    var text = ""
    for (path, value) in content.sorted(by: { $0.key < $1.key }) {
      let header = header(path, size: value.utf8.count, kind: "0")
      text += header + value + zeros((block - value.utf8.count % block) % block)
    }
    return text + zeros(2 * block)
  }

  /// A header in the format ustar.
  static func header(_ path: String, size: Int, kind: Character, target: String = "") -> String {
    let before = field(path, 100) + octal(0o644, 8) + octal(0, 8) + octal(0, 8) + octal(size, 12) + octal(0, 12)
    let after = "\(kind)" + field(target, 100) + "ustar\0" + "00" + zeros(block - 265)
    let sum = (before + String(repeating: " ", count: 8) + after).utf8.reduce(0) { $0 + Int($1) }
    return before + octal(sum, 7) + " " + after
  }

  /// Reads what `write` writes; nil when it ends early.
  static func read(_ bytes: [UInt8]) -> [String: String]? {
    var content: [String: String] = [:]
    var position = 0
    while position + block <= bytes.count {
      let header = bytes[position..<position + block]
      position += block
      if header.allSatisfy({ $0 == 0 }) { return content }
      let name = String(decoding: header.prefix(100).prefix { $0 != 0 }, as: UTF8.self)
      let digits = String(decoding: header.dropFirst(124).prefix(11), as: UTF8.self)
      guard let size = Int(digits, radix: 8), position + size <= bytes.count else { return nil }
      content[name] = String(decoding: bytes[position..<position + size], as: UTF8.self)
      position += (size + block - 1) / block * block
    }
    return nil
  }

  private static func zeros(_ count: Int) -> String { String(repeating: "\0", count: count) }

  private static func field(_ text: String, _ width: Int) -> String { text + zeros(width - text.utf8.count) }

  private static func octal(_ number: Int, _ width: Int) -> String {
    let digits = String(number, radix: 8)
    return String(repeating: "0", count: width - 1 - digits.count) + digits + "\0"
  }
}
