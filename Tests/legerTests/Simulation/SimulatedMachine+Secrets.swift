@testable import leger

/// A secret of Podman in memory.
struct SimulatedSecret: Sendable, Equatable {
  var id: String
  var value: [UInt8] = Array("value".utf8)
  var labels: [String: String] = [:]
  /// The commands of the driver `shell`, which has the value then; empty for a value in podman's file.
  var commands: [String: String] = [:]
  /// When it got its value, in seconds since the start of the machine.
  var changedAt = 0
}

extension SimulatedMachine {
  /// The names of the secrets, sorted; set ones have some value.
  var secrets: [String] {
    get { storedSecrets.keys.sorted() }
    set { storedSecrets = [:]; for name in newValue { store(name, Array("value".utf8), [:]) } }
  }

  private mutating func store(_ name: String, _ value: [UInt8], _ labels: [String: String]) {
    secretCount += 1
    let digits = String(secretCount, radix: 16)
    let id = String(repeating: "0", count: 6 - digits.count) + digits + String(repeating: "f", count: 19)
    storedSecrets[name] = SimulatedSecret(id: id, value: value, labels: labels, changedAt: Int(now.components.seconds))
  }

  /// Finds a secret by its name, or by a part of its ID that only one begins with: podman does not tell them apart.
  private func secretName(_ operand: String) -> String? {
    if storedSecrets[operand] != nil { return operand }
    let found = storedSecrets.filter { $0.value.id.hasPrefix(operand) }
    return found.count == 1 ? found.first?.key : nil
  }

  /// Answers a question about secrets; nil for one that is not modelled.
  func reportSecrets(_ line: PodmanLine) -> ProgramAnswer? {
    let all = storedSecrets.sorted { $0.key < $1.key }
    switch (line.command, line.value("--format")) {
    case ("secret ls", "{{.Name}}"): return ProgramAnswer(output: all.map { "\($0.key)\n" }.joined())
    // Podman takes `json` for a template here, and prints that word for every secret.
    case ("secret ls", "json"): return ProgramAnswer(output: all.map { _ in "json\n" }.joined())
    case ("secret ls", nil) where line.has("--quiet", "-q"):
      return ProgramAnswer(output: all.map { "\($0.value.id)\n" }.joined())
    case ("secret inspect", nil):
      return inspect(
        line,
        { operand in
          self.secretName(operand).flatMap { name in
            self.storedSecrets[name].map { secret in
              [
                "ID": secret.id, "UpdatedAt": Timestamp.standard(1_700_000_000 + secret.changedAt),
                "Spec": [
                  "Name": name, "Labels": secret.labels,
                  "Driver": ["Name": secret.commands.isEmpty ? "file" : "shell", "Options": secret.commands],
                ],
              ]
            }
          }
        },
        absent: { "no secret with name or id \"\($0)\": no such secret" }
      )
    default: return nil
    }
  }

  /// The commands that options of `podman secret create` give to the driver `shell`: fields of CSV.
  private static func commands(of line: PodmanLine) -> [String: String] {
    guard line.value("--driver") == "shell" else { return [:] }
    let fields = line.options.filter { $0.name == "--driver-opts" }.compactMap(\.value)
    let pairs = fields.compactMap { field -> (String, String)? in
      guard field.hasPrefix("\""), field.hasSuffix("\"") else { return nil }
      let text = field.dropFirst().dropLast().replacing("\"\"", with: "\"")
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
    }
    return Dictionary(pairs, uniquingKeysWith: { $1 })
  }

  /// Carries out `podman secret create` and `rm`; nil for another command.
  mutating func changeSecrets(_ arguments: [String], _ input: [UInt8]) -> ProgramAnswer? {
    let line = PodmanLine(arguments)
    switch line.command {
    case "secret create":
      guard line.operands.count == 2, line.operands[1] == "-" else { return nil }
      let name = line.operands[0]
      if storedSecrets[name] != nil, !line.has("--replace") {
        return ProgramAnswer(status: 125, messages: "Error: \(name): secret name in use\n")
      }
      guard (1..<512_000).contains(input.count) else {
        return ProgramAnswer(
          status: 125,
          messages: "Error: secret data must be larger than 0 and less than 512000 bytes\n"
        )
      }
      let labels = line.options.filter { $0.name == "--label" }.compactMap { option -> (String, String)? in
        let parts = (option.value ?? "").split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
      }
      // podman deletes by the new driver, so the file keeps what it had.
      let commands = Self.commands(of: line)
      if let old = storedSecrets[name], old.commands.isEmpty, !commands.isEmpty { abandonedSecrets.append(old.value) }
      store(name, commands.isEmpty ? input : [], Dictionary(labels, uniquingKeysWith: { $1 }))
      storedSecrets[name]?.commands = commands
      return ProgramAnswer(output: "\(storedSecrets[name]?.id ?? "")\n")
    case "secret rm":
      for operand in line.operands {
        guard let name = secretName(operand) else {
          return ProgramAnswer(status: 1, messages: "Error: no secret with name or id \"\(operand)\": no such secret\n")
        }
        storedSecrets[name] = nil
      }
      return ProgramAnswer(output: line.operands.map { "\($0)\n" }.joined())
    default: return nil
    }
  }
}
