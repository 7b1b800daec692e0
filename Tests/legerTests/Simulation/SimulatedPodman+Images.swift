/// Images: pulling, building and naming.
extension SimulatedMachine {
  /// Finds an image by a reference, an id, or the beginning of an id.
  func image(_ reference: String) -> SimulatedImage? {
    let id = reference.hasPrefix("sha256:") ? String(reference.dropFirst(7)) : reference
    if let image = images.first(where: { $0.id == id }) { return image }
    for name in ImageName.candidates(reference) {
      if let image = images.first(where: { $0.names.contains(name) }) { return image }
    }
    return id.count >= 12 ? images.first { $0.id.hasPrefix(id) } : nil
  }

  /// Returns the image that a container gets, pulled when the policy asks for that.
  mutating func image(for reference: String, policy: String) -> SimulatedImage? {
    let local = image(reference)
    switch policy {
    case "never": return local
    case "always": return pullImage(reference)
    case "newer": return pullImage(reference) ?? local
    default: return local ?? pullImage(reference)
    }
  }

  private mutating func pullImage(_ reference: String) -> SimulatedImage? {
    for name in ImageName.candidates(reference) {
      guard let found = registry[name] else { continue }
      add(SimulatedImage(id: found.id, names: [name], behaviour: found.behaviour))
      return image(name)
    }
    return nil
  }

  /// Adds an image; its names are taken away from others.
  mutating func add(_ image: SimulatedImage) {
    for index in images.indices { images[index].names.removeAll { image.names.contains($0) } }
    if let index = images.firstIndex(where: { $0.id == image.id }) {
      images[index].names += image.names
    } else {
      images.append(image)
    }
  }

  // MARK: Commands

  mutating func pull(_ line: PodmanLine) -> ProgramAnswer {
    guard let reference = line.operands.last else { return ProgramAnswer(status: 125, messages: "Error: no image") }
    if let image = image(for: reference, policy: line.value("--policy") ?? "always") {
      return ProgramAnswer(output: "\(image.id)\n", messages: "Trying to pull \(reference)...\n")
    }
    let message = "Error: initializing source docker://\(reference): reading manifest: manifest unknown"
    return ProgramAnswer(status: 125, messages: "Trying to pull \(reference)...\n\(message)\n")
  }

  /// Builds an image, whose id depends on the file that it is made from, as with a cache of layers.
  mutating func build(_ line: PodmanLine) -> ProgramAnswer {
    let context = line.operands.last ?? "."
    let file = line.value("--file", "-f") ?? "Containerfile"
    let path = file.hasPrefix("/") ? file : "\(context)/\(file)"
    guard let text = files.bytes(Array(path.utf8)) else {
      return ProgramAnswer(status: 125, messages: "Error: no Containerfile or Dockerfile specified or found\n")
    }
    let hash = text.reduce(UInt64(14_695_981_039_346_656_037)) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
    let id = RegistryImage(id: "b" + String(hash, radix: 16)).id
    add(SimulatedImage(id: id, names: line.values("--tag", "-t").map(ImageName.tagged)))
    return ProgramAnswer(output: "\(id)\n")
  }

  mutating func tag(_ line: PodmanLine) -> ProgramAnswer {
    guard line.operands.count > 1, let image = image(line.operands[0]) else {
      return ProgramAnswer(status: 125, messages: "Error: \(line.operands.first ?? ""): image not known\n")
    }
    let names = line.operands.dropFirst().map { ImageName.candidates($0)[0] }
    add(SimulatedImage(id: image.id, names: names.filter { !image.names.contains($0) }))
    return ProgramAnswer()
  }

  mutating func untag(_ line: PodmanLine) -> ProgramAnswer {
    guard let first = line.operands.first, let image = image(first),
      let index = images.firstIndex(where: { $0.id == image.id })
    else { return ProgramAnswer(status: 125, messages: "Error: \(line.operands.first ?? ""): image not known\n") }
    let names = line.operands.dropFirst()
    if names.isEmpty { images[index].names = [] }
    for name in names.map({ ImageName.candidates($0)[0] }) {
      guard images[index].names.contains(name) else {
        return ProgramAnswer(status: 125, messages: "Error: \(name): tag not known\n")
      }
      images[index].names.removeAll { $0 == name }
    }
    return ProgramAnswer()
  }
}
