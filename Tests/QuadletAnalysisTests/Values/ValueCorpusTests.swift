import Foundation
import QuadletAnalysis
import TestSupport
import Testing

/// The lists of `Corpus/values`: what is wrong in each value, where, and what would be right.
@Suite struct ValueCorpusTests {
  private static let grammars = Dictionary(uniqueKeysWithValues: Grammar.allCases.map { ("\($0)", $0) })

  @Test(arguments: ["numbers", "addresses", "storage", "commands"])
  func `the place of a fault and its replacement are those that are kept`(name: String) throws {
    let file = Corpus.folder("values").appending(path: "\(name).values")
    var grammar: Grammar?
    var text = ""
    for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("["), line.hasSuffix("]"), let named = Self.grammars[String(line.dropFirst().dropLast())] {
        grammar = named
        text += "\(line)\n"
      } else if let grammar, !line.isEmpty {
        text += Self.shown(String(line), grammar) + "\n"
      }
    }
    expectGolden(text, file.appendingPathExtension("expected"))
  }

  private static func shown(_ value: String, _ grammar: Grammar) -> String {
    let bytes = Array(value.utf8)
    var text = "|\(value)|"
    if let problem = ValueGrammar.problem(in: bytes.span, as: grammar) {
      text += " wrong \(problem.range.lowerBound)..<\(problem.range.upperBound)"
      if !problem.range.isEmpty, problem.range.upperBound <= bytes.count {
        text += " |\(String(decoding: bytes[problem.range], as: UTF8.self))|"
      }
      if let replacement = problem.replacement { text += " -> |\(replacement)|" }
    }
    return parts(bytes, grammar).map { "\(text) = \($0)" } ?? text
  }

  /// The parts of a value that is read as it stands.
  private static func parts(_ bytes: [UInt8], _ grammar: Grammar) -> String? {
    let span = bytes.span
    func text(_ range: Range<Int>?) -> String { range.map { String(decoding: bytes[$0], as: UTF8.self) } ?? "-" }
    func shown<Part>(_ part: Known<Part>?, _ write: (Part) -> String) -> String {
      switch part {
      case .value(let value): write(value)
      case .later(let range): text(range)
      case nil: "-"
      }
    }
    func number<Number: BinaryInteger>(_ number: Number?) -> String { number.map { "\($0)" } ?? "-" }
    switch grammar {
    case .ipv4, .ipv6: return (try? IPAddress(parsing: span)).map { "\($0)" }
    case .subnet: return (try? Subnet(parsing: span)).map { "\($0)" }
    case .unsigned: return (try? WholeNumber(parsing: span)).map { number($0.value) }
    case .duration: return (try? GoDuration(parsing: span)).map { "\($0.nanoseconds)" }
    case .timeSpan: return (try? TimeSpan(parsing: span)).map { "\($0.length)" }
    case .byteSize: return (try? ByteSize(parsing: span)).map { "\($0.bytes)" }
    case .signal: return (try? Signal(parsing: span)).map { number($0.number) }
    case .capability: return (try? Capability(parsing: span)).map { number($0.number) }
    case .healthCommand: return (try? HealthCommand(parsing: span)).map { "\($0.form)" }
    case .ulimit:
      return (try? Ulimit(parsing: span)).map { "\(text($0.name)) \(number($0.soft)) \(number($0.hard))" }
    case .idMap:
      return (try? UserMapping(parsing: span)).map {
        "\(number($0.container)) \(number($0.host)) \(number($0.amount))"
      }
    case .portMapping:
      return (try? PortMapping(parsing: span)).map { port in
        shown(port.address) { "\($0)" } + " " + shown(port.hostPorts) { "\($0)" } + " "
          + shown(port.containerPorts) { "\($0)" } + " " + shown(port.networkProtocol) { $0.rawValue }
      }
    case .volume:
      return (try? VolumeMount(parsing: span)).map {
        "\($0.kind) \(text($0.source)) \(text($0.destination)) \(text($0.options))"
      }
    case .mount:
      return (try? MountSpec(parsing: span)).map {
        "\($0.kind?.rawValue ?? "-") \(text($0.source)) \(text($0.destination))"
      }
    case .secret:
      return (try? SecretReference(parsing: span)).map { secret in
        "\(text(secret.name)) \(secret.kind?.rawValue ?? "-") \(text(secret.target)) "
          + "\(number(secret.uid)) \(number(secret.gid)) \(number(secret.mode))"
      }
    case .device:
      return (try? DeviceMapping(parsing: span)).map {
        "\($0.isOptional ? "optional " : "")\(text($0.host)) \(text($0.container)) \(text($0.permissions))"
      }
    case .network:
      return (try? NetworkReference(parsing: span)).map { "\($0.kind) \(text($0.name)) \(text($0.options))" }
    case .imageReference:
      return (try? ImageReference(parsing: span)).map { image in
        "\(text(image.transport)) \(text(image.registry)) \(text(image.path)) \(text(image.tag)) "
          + "\(text(image.digest))\(image.isImageID ? " id" : "")\(image.isFullyQualified ? " qualified" : "")"
      }
    default: return nil
    }
  }
}
