import CSystem
import QuadletAnalysis

/// Reads the YAML of tests into trees, without leger's limits; stops at the first error.
public enum YAMLTree {
  /// The facts in a Kubernetes file.
  public static func kubernetes(_ bytes: [UInt8]) -> KubernetesFile {
    switch documents(bytes) {
    case .success(let nodes): .facts(KubernetesFacts(documents: nodes))
    case .failure(let problem): .malformed(problem)
    }
  }

  /// The documents of a text.
  public static func documents(_ bytes: [UInt8]) -> Result<[YAMLNode], YAMLProblem> {
    var parser = yaml_parser_t()
    guard yaml_parser_initialize(&parser) == 1 else { return .success([]) }
    defer { yaml_parser_delete(&parser) }
    return bytes.withUnsafeBufferPointer { text in
      yaml_parser_set_input_string(&parser, text.baseAddress, text.count)
      var nodes: [YAMLNode] = []
      while true {
        var document = yaml_document_t()
        guard yaml_parser_load(&parser, &document) == 1 else {
          return .failure(
            YAMLProblem(parser.problem.map { String(cString: $0) } ?? "", at: place(parser.problem_mark))
          )
        }
        defer { yaml_document_delete(&document) }
        guard let root = yaml_document_get_root_node(&document) else { return .success(nodes) }
        nodes.append(node(root.pointee, in: &document))
      }
    }
  }

  private static func place(_ mark: yaml_mark_t, to end: yaml_mark_t? = nil) -> YAMLPlace {
    YAMLPlace(line: mark.line + 1, column: mark.column + 1, range: mark.index..<max(mark.index, end?.index ?? 0))
  }

  private static func node(_ node: yaml_node_t, in document: inout yaml_document_t) -> YAMLNode {
    func child(_ index: Int32) -> YAMLNode {
      guard let found = yaml_document_get_node(&document, index) else {
        return YAMLNode(.sequence([]), at: place(node.start_mark))
      }
      return self.node(found.pointee, in: &document)
    }
    let content: YAMLNode.Content
    switch node.type {
    case YAML_SCALAR_NODE:
      let scalar = node.data.scalar
      let text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
      content = .scalar(text, isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE)
    case YAML_SEQUENCE_NODE:
      let items = node.data.sequence.items
      let count = items.top - items.start
      content = .sequence(UnsafeBufferPointer(start: items.start, count: count).map { child($0) })
    default:
      let pairs = node.data.mapping.pairs
      let count = pairs.top - pairs.start
      content = .mapping(
        UnsafeBufferPointer(start: pairs.start, count: count).map { pair in
          YAMLNode.Entry(key: child(pair.key), value: child(pair.value))
        }
      )
    }
    return YAMLNode(content, at: place(node.start_mark, to: node.type == YAML_SCALAR_NODE ? node.end_mark : nil))
  }
}
