import CSystem
import QuadletAnalysis

/// Reads YAML into trees with libyaml, as far as podman's reader accepts it: no tags, no duplicate keys, no alias bombs.
struct YAMLReader {
  /// The size of the largest text that is read.
  static let sizeLimit = 16 << 20
  /// How deep lists and mappings may be nested, aliases included.
  static let depthLimit = 64
  /// How many values a text may have; an alias counts each time it is used.
  static let valueLimit = 200_000

  private var cursor: YAMLCursor
  private var documents: [YAMLNode] = []
  private var frames: [Frame] = []
  private var anchors: [String: Subtree] = [:]
  private var valueCount = 0

  private init(_ bytes: [UInt8]) { cursor = YAMLCursor(bytes) }

  /// Returns the documents of a text; throws libyaml's words for what is wrong with it.
  static func documents(_ bytes: [UInt8]) throws(YAMLProblem) -> [YAMLNode] {
    if bytes.count > sizeLimit {
      throw YAMLProblem("larger than 16 MiB, which leger does not read as YAML", at: YAMLPlace(line: 1, column: 1))
    }
    let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    defer { parser.deallocate() }
    guard yaml_parser_initialize(parser) == 1 else {
      throw YAMLProblem("not enough memory to read it", at: YAMLPlace(line: 1, column: 1))
    }
    defer { yaml_parser_delete(parser) }
    let result: Result<[YAMLNode], YAMLProblem> = bytes.withUnsafeBufferPointer { text in
      yaml_parser_set_input_string(parser, text.baseAddress, text.count)
      var reader = YAMLReader(bytes)
      do throws(YAMLProblem) {
        while try reader.readEvent(parser) {}
        return .success(reader.documents)
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  /// A value, and what it counts towards the limits.
  private struct Subtree {
    let node: YAMLNode
    /// How many values it has, itself included.
    let count: Int
    /// How many lists and mappings are nested at its deepest place.
    let height: Int
  }

  /// A list or mapping that has not ended.
  private struct Frame {
    let isMapping: Bool
    let anchor: String?
    let place: YAMLPlace
    let firstCount: Int
    var height = 1
    var elements: [YAMLNode] = []
    var entries: [YAMLNode.Entry] = []
    var key: YAMLNode?
    /// The lines of the keys.
    var lines: [String: Int] = [:]
    var merged: [YAMLNode] = []
  }

  /// Reads the next event; false at the end.
  private mutating func readEvent(_ parser: UnsafeMutablePointer<yaml_parser_t>) throws(YAMLProblem) -> Bool {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else { throw cursor.problem(parser.pointee) }
    defer { yaml_event_delete(&event) }
    let start = cursor.place(event.start_mark)
    switch event.type {
    case YAML_STREAM_END_EVENT, YAML_NO_EVENT: return false
    case YAML_DOCUMENT_START_EVENT: anchors.removeAll()
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      let text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
      let isText = scalar.tag.map { ["!", YAML_STR_TAG].contains(Self.text($0)) } ?? false
      let end = cursor.place(event.end_mark).range.lowerBound
      let place = YAMLPlace(
        line: start.line,
        column: start.column,
        range: start.range.lowerBound..<max(end, start.range.lowerBound)
      )
      let isPlain = scalar.style == YAML_PLAIN_SCALAR_STYLE && !isText
      try count(1, at: start)
      try add(
        Subtree(node: YAMLNode(.scalar(text, isPlain: isPlain), at: place), count: 1, height: 0),
        anchor: Self.name(scalar.anchor)
      )
    case YAML_ALIAS_EVENT:
      let name = Self.name(event.data.alias.anchor) ?? ""
      guard let subtree = anchors[name] else {
        throw YAMLProblem("unknown anchor; a value that begins with * needs quotes", at: start)
      }
      try count(subtree.count, at: start)
      try checkDepth(frames.count + subtree.height, at: start)
      try add(subtree, anchor: nil)
    case YAML_SEQUENCE_START_EVENT:
      try begin(isMapping: false, Self.name(event.data.sequence_start.anchor), start)
    case YAML_MAPPING_START_EVENT:
      try begin(isMapping: true, Self.name(event.data.mapping_start.anchor), start)
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: try end()
    default: break
    }
    return true
  }

  private mutating func begin(isMapping: Bool, _ anchor: String?, _ place: YAMLPlace) throws(YAMLProblem) {
    try count(1, at: place)
    try checkDepth(frames.count + 1, at: place)
    frames.append(Frame(isMapping: isMapping, anchor: anchor, place: place, firstCount: valueCount))
  }

  private mutating func end() throws(YAMLProblem) {
    guard var frame = frames.popLast() else { return }
    for node in frame.merged { Self.merge(node, into: &frame) }
    let content: YAMLNode.Content = frame.isMapping ? .mapping(frame.entries) : .sequence(frame.elements)
    try add(
      Subtree(
        node: YAMLNode(content, at: frame.place),
        count: valueCount - frame.firstCount + 1,
        height: frame.height
      ),
      anchor: frame.anchor
    )
  }

  /// Adds a value to the list or mapping around it; without one it is a document.
  private mutating func add(_ subtree: Subtree, anchor: String?) throws(YAMLProblem) {
    if let anchor { anchors[anchor] = subtree }
    let node = subtree.node
    guard var frame = frames.popLast() else {
      documents.append(node)
      return
    }
    frame.height = max(frame.height, subtree.height + 1)
    if !frame.isMapping {
      frame.elements.append(node)
    } else if let key = frame.key {
      frame.key = nil
      if key.content == .scalar("<<", isPlain: true) {
        frame.merged += try Self.mappings(node, of: key)
      } else {
        frame.entries.append(YAMLNode.Entry(key: key, value: node))
      }
    } else {
      if let text = node.text, let line = frame.lines.updateValue(node.place.line, forKey: text) {
        throw YAMLProblem("\"\(text)\" already exists in line \(line)", at: node.place)
      }
      frame.key = node
    }
    frames.append(frame)
  }

  /// Returns the mappings that a merge key copies from.
  private static func mappings(_ node: YAMLNode, of key: YAMLNode) throws(YAMLProblem) -> [YAMLNode] {
    let nodes = node.elements.isEmpty ? [node] : node.elements
    for node in nodes {
      guard case .mapping = node.content else {
        throw YAMLProblem("<< needs a mapping or a list of mappings", at: key.place)
      }
    }
    return nodes
  }

  /// Copies the entries of another mapping whose keys do not exist yet.
  private static func merge(_ node: YAMLNode, into frame: inout Frame) {
    for entry in node.entries {
      guard let text = entry.key.text, frame.lines.updateValue(entry.key.place.line, forKey: text) == nil else {
        continue
      }
      frame.entries.append(entry)
    }
  }

  // MARK: Bounds

  private mutating func count(_ values: Int, at place: YAMLPlace) throws(YAMLProblem) {
    valueCount += values
    if valueCount > Self.valueLimit {
      throw YAMLProblem("more than \(Self.valueLimit) values; an alias counts each time it is used", at: place)
    }
  }

  private func checkDepth(_ depth: Int, at place: YAMLPlace) throws(YAMLProblem) {
    if depth > Self.depthLimit {
      throw YAMLProblem("more than \(Self.depthLimit) nested lists and mappings", at: place)
    }
  }

  // MARK: C

  private static func name(_ text: UnsafeMutablePointer<yaml_char_t>?) -> String? { text.map(Self.text) }

  private static func text(_ text: UnsafeMutablePointer<yaml_char_t>) -> String { String(cString: text) }
}
