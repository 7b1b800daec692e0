@testable import leger

/// A store of secrets as curl reaches it: setec's protocol, as far as leger's commands on hosts speak it.
extension SimulatedMachine {
  /// The socket of the daemon.
  var storeSocket: String { "\(user == 0 ? "/run" : runtimeFolder)/legerd/legerd.sock" }

  /// Puts a secret into the store and makes it active; the daemon runs from then on.
  mutating func setStored(_ name: String, _ value: String) {
    files.write("/usr/bin/curl", Array("program".utf8), mode: 0o755)
    files.write(storeSocket, [], owner: user)
    guard let version = try? store.put(SecretName(name), SecretBytes(value.utf8)) else { return }
    try? store.activate(SecretName(name), version: version)
  }

  /// What a call of the protocol carries.
  private struct Call {
    var name = SecretName([])
    var version: UInt32 = 0
    var value = SecretBytes([])
    var isConditional = false
  }

  /// Answers curl; nil for what is not modelled.
  mutating func curl(_ arguments: [String], _ input: [UInt8]) -> ProgramAnswer? {
    guard let index = arguments.firstIndex(of: "--url"), let path = arguments[safe: index + 1],
      path.hasPrefix("http://localhost/api/"), arguments.contains(storeSocket)
    else { return nil }
    if !files.exists(Array(storeSocket.utf8)) { return ProgramAnswer(status: 7, messages: "curl: (7) no daemon\n") }
    var call = Call()
    var reader = GoJSONReader(SecretBytes(input))
    try? reader.object { (reader, member) throws(GoJSONReader.Malformed) in
      switch member {
      case "name": call.name = SecretName(try reader.text() ?? [])
      case "version": call.version = try reader.version() ?? 0
      case "value": call.value = try reader.data() ?? call.value
      case "updateifchanged": call.isConditional = try reader.flag() ?? false
      default: try reader.skip()
      }
    }
    if isStoreBroken { return ProgramAnswer(output: "no\n500") }
    do throws(SecretFailure) {
      guard let body = try answer(String(path.dropFirst("http://localhost/api/".count)), call) else { return nil }
      return ProgramAnswer(bytes: body.array + Array("\n200".utf8))
    } catch {
      let status = error == .notFound ? 404 : error == .notChanged ? 304 : 500
      return ProgramAnswer(output: "no\n\(status)")
    }
  }

  private mutating func answer(_ method: String, _ call: Call) throws(SecretFailure) -> SecretBytes? {
    var json = GoJSONWriter()
    let write = { (info: SecretInfo, json: inout GoJSONWriter) in
      json.object { json in
        json.name("Name")
        json.text(info.name.bytes)
        json.name("Versions")
        json.array { json in for version in info.versions { json.number(version) } }
        json.name("ActiveVersion")
        json.number(info.activeVersion)
      }
    }
    switch method {
    case "list": json.array { json in for info in store.infos { write(info, &json) } }
    case "info": write(try store.info(call.name), &json)
    case "get":
      let value =
        call.isConditional
        ? try store.value(call.name, unlessActive: call.version)
        : try store.value(call.name, version: call.version)
      readValues.append(call.name.description)
      json.object { json in
        json.name("Value")
        value.bytes.withBytes { json.data($0) }
        json.name("Version")
        json.number(value.version)
      }
    case "put": json.number(try store.put(call.name, call.value))
    case "activate":
      try store.activate(call.name, version: call.version)
      json.object { _ in }
    case "delete":
      try store.delete(call.name)
      json.object { _ in }
    case "delete-version":
      try store.delete(call.name, version: call.version)
      json.object { _ in }
    default: return nil
    }
    return json.bytes()
  }
}

extension Array {
  fileprivate subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
