extension Command {
  /// `leger auth`: who this machine is to others.
  static let auth = Command(
    name: "auth",
    group: "Secrets",
    summary: "Shows who this machine is in its tailnet.",
    subcommands: [.authStatus]
  )

  private static var authStatus: Command {
    Command(
      name: "status",
      summary: "Shows the tailnet, the name, the owner and the addresses of this machine.",
      discussion: """
        A server of secrets that is reached over a tailnet knows machines by these, and allows them what the policy of the \
        tailnet says. The exit status is 3 when this machine is in no tailnet.
        """,
      options: [.format(["text", "json"]), .json],
      examples: [("leger auth status", "Asks tailscaled.")],
      action: { invocation in
        invocation.onHost { () throws(HostFailure) in
          let status = try Tailscale(on: invocation.host).status()
          if invocation.value("format") == "json" {
            var output: [UInt8] = []
            JSONWriter.append(to: &output) { json in json.object { status.write(to: &$0) } }
            invocation.console.standardOutput(output)
          } else if status.isRunning {
            invocation.print(status.text)
          }
          if status.isRunning { return .clean }
          throw HostFailure(
            .environment,
            "this machine is in no tailnet: Tailscale is \(VisibleText.quoted(Array(status.state.utf8)))",
            help: "sudo tailscale up"
          )
        }
      }
    )
  }
}

extension Tailscale.Status {
  /// What is known of this machine, for people.
  fileprivate var text: String {
    let name = machine?.dnsName.map { $0.hasSuffix(".") ? String($0.dropLast()) : $0 }
    let rows: [(String, String?)] = [
      ("tailnet", tailnet), ("machine", name ?? machine?.hostName),
      tags.isEmpty ? ("user", user) : ("tags", tags.joined(separator: ", ")),
      ("address", addresses.isEmpty ? nil : addresses.joined(separator: ", ")),
    ]
    return rows.map { name, value in
      let padding = String(repeating: " ", count: 9 - name.utf8.count)
      return "\(name)\(padding)\(VisibleText.string(Array((value ?? "not known").utf8)))\n"
    }.joined()
  }

  fileprivate func write(to json: inout JSONWriter) {
    json.field("schema", 1)
    json.field("state", state)
    if let tailnet { json.field("tailnet", tailnet) }
    if let name = machine?.dnsName { json.field("machine", name) }
    if !tags.isEmpty {
      json.array("tags") { json in for tag in tags { json.element(tag) } }
    } else if let user {
      json.field("user", user)
    }
    json.array("addresses") { json in for address in addresses { json.element(address) } }
  }
}
