import QuadletAnalysis

/// Who may do what with which secrets, by the numbers of users and groups, and by the names of `tailscale serve`.
///
/// The user of the daemon and root may do everything; whoever else is named in `local-access:` what it says there; others
/// nothing.
struct LocalAccess {
  /// A rule for somebody.
  private struct Grant {
    enum Subject: Equatable { case user(UInt32), group(UInt32), login(String) }

    let subject: Subject
    let rule: AccessRule
  }

  private let owner: UInt32
  private let grants: [Grant]

  /// Takes what the configuration says, and looks up the names in it.
  init(_ entries: [HostSettings.SocketGrant], on host: any Host) throws(HostFailure) {
    owner = host.user.user
    var grants: [Grant] = []
    for entry in entries {
      let known = AccessRule.Action.allCases.map(\.rawValue)
      if let action = entry.actions.first(where: { !known.contains($0) }) {
        throw HostFailure(
          .usage,
          "config.yaml: daemon: local-access: \"\(action)\" is not an action; use \(known.joined(separator: ", "))"
        )
      }
      let subject: Grant.Subject =
        switch entry.subject {
        case .number(let number): .user(number)
        case .user(let name): .user(try Self.number(of: name, in: "passwd", on: host))
        case .group(let name): .group(try Self.number(of: name, in: "group", on: host))
        case .login(let name): .login(name)
        }
      let rule = AccessRule(actions: Set(entry.actions), patterns: entry.patterns.map { Array($0.utf8) })
      grants.append(Grant(subject: subject, rule: rule))
    }
    self.grants = grants
  }

  /// What a process may do.
  func rules(user: UInt32, groups: Set<UInt32>) -> [AccessRule] {
    if user == owner || user == 0 { return [.everything] }
    return rules(of: [.user(user)] + groups.map { .group($0) })
  }

  /// What somebody may do whom `tailscale serve` names.
  func rules(login: String) -> [AccessRule] { rules(of: [.login(login)]) }

  private func rules(of subjects: [Grant.Subject]) -> [AccessRule] {
    grants.filter { subjects.contains($0.subject) }.map(\.rule)
  }

  /// Looks up the number of a name: getent(1) does it as the system is set up to, which a static program cannot.
  static func number(of name: String, in database: String, on host: any Host) throws(HostFailure) -> UInt32 {
    if let number = try find(name, in: database, on: host) { return number }
    let what = database == "group" ? "group" : "user"
    throw HostFailure(
      .usage,
      "config.yaml: daemon: local-access: there is no \(what) \(VisibleText.quoted(Array(name.utf8)))"
    )
  }

  /// Returns the number of a name; nil when there is none of that name.
  static func find(_ name: String, in database: String, on host: any Host) throws(HostFailure) -> UInt32? {
    if let number = UInt32(name) { return number }
    let program = try host.requireProgram("getent")
    var spawn = Spawn(
      program: program,
      arguments: [database, "--", name].map { Array($0.utf8) },
      environment: host.environment(adding: [])
    )
    spawn.timeLimit = .seconds(10)
    spawn.leavesSignals = true
    do throws(Spawn.Failure) {
      let outcome = try host.run(spawn)
      let fields = outcome.output.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
      return outcome.status == 0 && fields.count > 2 ? UInt32(String(decoding: fields[2], as: UTF8.self)) : nil
    } catch {
      throw HostFailure(.environment, "getent \(error.message)")
    }
  }
}
