/// Reads objects by their ids.
extension Git {
  /// The content of an object.
  enum Content: Sendable, Equatable {
    case bytes([UInt8])
    /// It has more bytes than were asked for.
    case tooLarge
  }

  private static let newline = UInt8(ascii: "\n")

  /// Whether the clone lacks an object.
  func isMissing(_ id: [UInt8]) throws(Failure) -> Bool {
    let outcome = try run(words("cat-file", "--batch-check"), input: id + [Self.newline])
    return Self.isPromise(outcome.messages) || outcome.output.elementsEqual(id + Array(" missing\n".utf8))
  }

  /// Whether Git reports that an object of a partial clone could not be fetched: many releases end then.
  static func isPromise(_ messages: [UInt8]) -> Bool {
    let text = String(decoding: messages, as: UTF8.self)
    // Git 2.20 names only the transport.
    return text.contains(" from promisor remote") || text.contains("fatal: transport '")
  }

  /// Returns the content of objects, in their order; the paths are those to name when one is missing, which is a failure.
  func contents(of objects: [(id: [UInt8], path: [UInt8])], limit: Int) throws(Failure) -> [Content] {
    if objects.isEmpty { return [] }
    if objects.count == 1 { return [try content(of: objects[0].id, objects[0].path, limit: limit)] }
    let sizes = try sizes(of: objects)
    var contents = [Content](repeating: .tooLarge, count: objects.count)
    var batch: [Int] = []
    var size = 0
    let wanted = objects.indices.filter { sizes[$0] <= limit }
    for index in wanted {
      batch.append(index)
      size += sizes[index]
      if size < limit, index != wanted.last { continue }
      // Each content comes after a line of about a hundred bytes, and before a newline.
      let outcome = try run(
        words("cat-file", "--batch"),
        input: batch.flatMap { objects[$0].id + [Self.newline] },
        outputLimit: size + 256 * batch.count
      )
      var rest = outcome.output[...]
      for index in batch {
        guard let content = Self.content(&rest), content.count == sizes[index] else {
          throw Failure(message: "git cat-file: \(Self.firstMessage(outcome.messages))")
        }
        contents[index] = .bytes(content)
      }
      batch.removeAll()
      size = 0
    }
    return contents
  }

  private func sizes(of objects: [(id: [UInt8], path: [UInt8])]) throws(Failure) -> [Int] {
    let checked = try run(
      words("cat-file", "--batch-check=%(objectsize)"),
      input: objects.flatMap { $0.id + [Self.newline] },
      outputLimit: 256 * objects.count
    )
    var sizes: [Int] = []
    for line in checked.output.split(separator: Self.newline) where sizes.count < objects.count {
      guard let size = Int(String(decoding: line, as: UTF8.self)) else {
        let (id, path) = objects[sizes.count]
        if line.elementsEqual(id + Array(" missing".utf8)) { throw Self.missing(id, path) }
        throw Failure(message: "git cat-file: \(VisibleText.string(Array(line)))")
      }
      sizes.append(size)
    }
    if checked.status == 0, sizes.count == objects.count { return sizes }
    if sizes.count < objects.count, Self.isPromise(checked.messages) {
      throw Self.missing(objects[sizes.count].id, objects[sizes.count].path)
    }
    throw Failure(message: "git cat-file: \(Self.firstMessage(checked.messages))")
  }

  /// Reads one object with one process.
  private func content(of id: [UInt8], _ path: [UInt8], limit: Int) throws(Failure) -> Content {
    var output: [UInt8] = []
    var isTooLarge = false
    // More than a line before the content.
    let limit = limit + 256
    let (status, messages): (Int32, [UInt8])
    do {
      (status, messages) = try stream(words("cat-file", "--batch"), input: id + [Self.newline], limit: 2 * limit) {
        output += $0
        isTooLarge = output.count > limit
        return !isTooLarge
      }
    } catch {
      if isTooLarge { return .tooLarge }
      throw error
    }
    if Self.isPromise(messages) || output.elementsEqual(id + Array(" missing\n".utf8)) { throw Self.missing(id, path) }
    var rest = output[...]
    guard status == 0, let content = Self.content(&rest) else {
      throw Failure(message: "git cat-file: \(Self.firstMessage(messages))")
    }
    return content.count <= limit - 256 ? .bytes(content) : .tooLarge
  }

  /// Takes ID TYPE SIZE<newline>CONTENT<newline> from the start of an output.
  private static func content(_ output: inout ArraySlice<UInt8>) -> [UInt8]? {
    guard let end = output.firstIndex(of: newline) else { return nil }
    let words = output[..<end].split(separator: UInt8(ascii: " "))
    guard words.count == 3, let count = Int(String(decoding: words[2], as: UTF8.self)),
      count >= 0, output.endIndex - end - 1 > count
    else { return nil }
    defer { output = output[(end + count + 2)...] }
    return Array(output[(end + 1)..<(end + 1 + count)])
  }
}
