/// The command line of podman: its command, the options before the first operand, and the operands.
struct PodmanLine: Sendable {
  /// The options that take no value, of all commands but `rm`.
  private static let flags: Set<String> = [
    "-P", "-d", "-i", "-q", "-t", "--all", "--detach", "--disable-content-trust", "--env-host", "--force",
    "--http-proxy", "--ignore", "--init", "--interactive", "--internal", "--ipv6", "--no-healthcheck", "--no-hostname",
    "--no-hosts", "--no-trunc", "--oom-kill-disable", "--passwd", "--privileged", "--publish-all", "--quiet",
    "--read-only", "--read-only-tmpfs", "--replace", "--rm", "--rmi", "--sig-proxy", "--tls-verify", "--tty",
    "--unsetenv-all", "-f",
  ]
  /// Those that take a value elsewhere.
  private static let flagsOfRemoval: Set<String> = ["-v", "-a"]
  private static let groups: Set<String> = [
    "artifact", "container", "image", "kube", "network", "pod", "quadlet", "secret", "volume",
  ]

  /// The words of the command, such as `volume create`.
  private(set) var command = ""
  private(set) var options: [(name: String, value: String?)] = []
  private(set) var operands: [String] = []
  /// Every word after the command.
  private(set) var words: [String] = []

  /// Reads the arguments of podman.
  init(_ arguments: [String]) {
    var rest = arguments.drop { $0.hasPrefix("-") }
    guard let first = rest.popFirst() else { return }
    command = first
    if Self.groups.contains(first), let second = rest.popFirst() { command += " \(second)" }
    words = Array(rest)
    let stopsAtOperand = command == "run"
    let isRemoval = command.split(separator: " ").last == "rm"
    while let word = rest.popFirst() {
      if word == "--" {
        operands += rest
        return
      }
      guard word.hasPrefix("-"), word != "-" else {
        operands.append(word)
        if !stopsAtOperand { continue }
        operands += rest
        return
      }
      if let equals = word.firstIndex(of: "="), word.hasPrefix("--") {
        options.append((String(word[..<equals]), String(word[word.index(after: equals)...])))
      } else if takesNoValue(word, isRemoval) {
        options.append((word, nil))
      } else {
        options.append((word, rest.popFirst()))
      }
    }
  }

  private func takesNoValue(_ word: String, _ isRemoval: Bool) -> Bool {
    // `podman build -f FILE` and `--init=false` are the exceptions that units have.
    if command == "build", word == "-f" { return false }
    return Self.flags.contains(word) || isRemoval && Self.flagsOfRemoval.contains(word)
  }

  func has(_ names: String...) -> Bool { options.contains { names.contains($0.name) && $0.value != "false" } }

  func values(_ names: String...) -> [String] {
    options.filter { names.contains($0.name) }.compactMap { $0.value }
  }

  func value(_ names: String...) -> String? { options.last { names.contains($0.name) }?.value }

  /// The labels, by key.
  var labels: [String: String] {
    values("--label", "-l").reduce(into: [:]) { labels, label in
      let parts = label.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      labels[String(parts[0])] = parts.count > 1 ? String(parts[1]) : ""
    }
  }

  /// The words that say what is made, without those that only say how to go about it.
  var creationWords: [String] { words.filter { $0 != "--ignore" } }
}
