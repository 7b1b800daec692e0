/// What a container does, read from its command: a few forms that the simulator and a real shell understand alike.
///
/// `sleep N`, `sleep infinity`, `true`, `false`, and `sh -c` with those, `exit N`, `touch FILE`, `trap '…' TERM` and `wait`,
/// separated by `;` or `&`. Any other command runs until it is stopped.
struct ContainerScript: Sendable, Equatable {
  /// When it ends by itself, and with which status; nil when it runs on.
  var end: (after: Duration, status: Int32)?
  /// The status with which it ends at SIGTERM; nil when it ignores that.
  var statusAtTerm: Int32?
  /// The files that it makes, and when.
  var touches: [String: Duration] = [:]

  /// Runs until it is stopped, and ends well then.
  static let service = ContainerScript(statusAtTerm: 0)

  static func == (left: ContainerScript, right: ContainerScript) -> Bool {
    left.end?.after == right.end?.after && left.end?.status == right.end?.status
      && left.statusAtTerm == right.statusAtTerm && left.touches == right.touches
  }

  private init(statusAtTerm: Int32?) { self.statusAtTerm = statusAtTerm }

  /// A container that ends by itself.
  static func exits(_ status: Int32, after time: Duration) -> ContainerScript {
    var script = ContainerScript(statusAtTerm: nil)
    script.end = (time, status)
    return script
  }

  /// A container that does not react to SIGTERM.
  static let ignoringTerm = ContainerScript(statusAtTerm: nil)

  /// Reads a command; the first process of a container ignores SIGTERM unless it handles it, one below `--init` does not.
  init(_ command: [String], hasInit: Bool) {
    self.init(statusAtTerm: hasInit ? 143 : nil)
    if command.count >= 3, command[0] == "sh", command[1] == "-c" {
      read(command[2])
    } else if command.first == "sleep" || command.first == "true" || command.first == "false" {
      read(command.joined(separator: " "))
    } else {
      self = .service
    }
  }

  private mutating func read(_ script: String) {
    var time = Duration.zero
    var status: Int32 = 0
    for step in Self.steps(script) {
      let words = UnitDefinition.split(step)
      status = 0
      switch words.first {
      case "sleep":
        if words.last == "infinity" { return }
        time += Duration(timeSpan: words.last ?? "0")
      case "exit":
        end = (time, words.count > 1 ? Int32(words[1]) ?? 0 : status)
        return
      case "touch": touches[words.last ?? ""] = time
      case "trap": statusAtTerm = Self.statusOfTrap(words.count > 1 ? words[1] : "")
      case "false": status = 1
      default: break
      }
    }
    end = (time, status)
  }

  /// Splits at `;` and `&` outside of quotes.
  private static func steps(_ script: String) -> [String] {
    var steps = [""]
    var quote: Character?
    for character in script {
      if character == quote {
        quote = nil
      } else if quote == nil, character == "'" || character == "\"" {
        quote = character
      }
      if quote == nil, character == ";" || character == "&" {
        steps.append("")
      } else {
        steps[steps.count - 1].append(character)
      }
    }
    return steps.filter { !$0.trimmed.isEmpty }
  }

  private static func statusOfTrap(_ action: String) -> Int32? {
    let words = action.split(separator: " ")
    if words.isEmpty { return nil }
    return words.count > 1 ? Int32(words[1]) ?? 0 : 143
  }
}
