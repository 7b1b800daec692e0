/// How a repository is fetched that anyone may have written: nothing in it is run, no file of it is written but Git's own
/// objects, and Git uses only the protocol of the URL.
///
/// | closes | with |
/// |---|---|
/// | other protocols, also after a redirect, and helpers such as ext:: | GIT_ALLOW_PROTOCOL |
/// | questions | GIT_TERMINAL_PROMPT=0, GIT_ASKPASS, ssh -o BatchMode=yes |
/// | configuration of the user and of the machine | GIT_CONFIG_NOSYSTEM, GIT_CONFIG_GLOBAL |
/// | hooks and templates | core.hooksPath, --template= |
/// | submodules, tags, history | --no-recurse-submodules, --no-tags, --depth 1 |
/// | broken objects | transfer.fsckObjects |
/// | checkout: filters, links, names that differ only in case | none is made; objects are read |
///
/// A repository of another user on this machine is fetched only when `file://` names it: its path alone is in a private
/// file for GIT_CONFIG_GLOBAL, since `-c safe.directory` has no effect before Git 2.48.
struct GitFetch {
  private let host: any Host
  private let program: [UInt8]
  private let url: String
  /// The folder that Git writes to; it exists, and only its owner can look into it.
  private let folder: [UInt8]

  /// How long fetching may take.
  private static let timeLimit = Duration.seconds(600)
  private static let fileScheme = "file://"

  init(_ url: String, into folder: [UInt8], on host: any Host) throws(HostFailure) {
    guard let program = host.findProgram("git") else {
      throw HostFailure(
        .environment,
        "git is not installed, so \(url) cannot be fetched",
        help: "sudo apt-get install git (Fedora: sudo dnf install git)"
      )
    }
    (self.host, self.program, self.url, self.folder) = (host, program, url, folder)
  }

  private var protocolName: String {
    url.hasPrefix("https://") ? "https" : url.hasPrefix(Self.fileScheme) ? "file" : "ssh"
  }

  private func run(_ words: [String]) throws(HostFailure) -> Spawn.Outcome {
    let own = [
      "GIT_ALLOW_PROTOCOL=\(protocolName)", "GIT_CONFIG_NOSYSTEM=1",
      "GIT_CONFIG_GLOBAL=\(String(decoding: configuration, as: UTF8.self))",
      "GIT_SSH_COMMAND=ssh -o BatchMode=yes",
    ]
    let agent = host.text("SSH_AUTH_SOCK").map { ["SSH_AUTH_SOCK=\($0)"] } ?? []
    let names = Set(own.map { $0.prefix { $0 != "=" } })
    let inherited = Git.variables.filter { !names.contains($0.prefix { $0 != "=" }) }
    var settings = Git.settings
    settings[settings.count - 1] = "safe.bareRepository=all"
    settings += [
      "-c", "protocol.\(protocolName).allow=always", "-c", "submodule.recurse=false", "-c", "transfer.fsckObjects=true",
      "-c", "http.followRedirects=false", "-c", "credential.helper=",
    ]
    let words = ["-C", String(decoding: folder, as: UTF8.self)] + settings + words
    var spawn = Spawn(
      program: program,
      arguments: words.map { Array($0.utf8) },
      environment: host.environment(adding: inherited + own + agent)
    )
    spawn.timeLimit = Self.timeLimit
    spawn.outputLimit = 64 << 20
    do throws(Spawn.Failure) {
      return try host.run(spawn)
    } catch {
      throw HostFailure(.failed, "git \(error.message)")
    }
  }

  private var configuration: [UInt8] { Path.join(folder, Array("config".utf8)) }

  private func check(_ outcome: Spawn.Outcome) throws(HostFailure) {
    if outcome.status == 0 { return }
    let words = Git.firstMessage(outcome.messages)
    let isQuestion = words.contains("could not read Username") || words.contains("terminal prompts disabled")
    let asks = isQuestion || words.contains("Permission denied") || words.contains("Host key verification failed")
    throw HostFailure(
      .environment,
      "\(url): \(words.isEmpty ? "git: exit status \(outcome.status)" : words)",
      help: asks
        ? "git asks for a password or a host key, and leger never answers; use a key that ssh has, and see: git ls-remote \(url)"
        : nil
    )
  }

  /// The references of a remote repository among some names, by name; HEAD is one.
  func references(_ names: [String]) throws(HostFailure) -> [String: String] {
    let outcome = try run(["ls-remote", "--", url] + names)
    try check(outcome)
    var found: [String: String] = [:]
    for line in outcome.output.split(separator: UInt8(ascii: "\n")) {
      let fields = line.split(separator: 0x09)
      if fields.count == 2, Git.isID(fields[0]) {
        found[String(decoding: fields[1], as: UTF8.self)] = String(decoding: fields[0], as: UTF8.self)
      }
    }
    return found
  }

  /// Makes an empty repository, and the private configuration.
  func prepare() throws(HostFailure) {
    let own =
      protocolName == "file"
      ? "[safe]\n\tdirectory = \(Self.quoted(String(url.dropFirst(Self.fileScheme.utf8.count))))\n" : ""
    do throws(WriteFailure) {
      try host.replace(configuration, within: folder, with: Array(own.utf8), Replacement(mode: 0o600))
    } catch {
      throw HostFailure(configuration, error.message)
    }
    try check(try run(["init", "--quiet", "--template=", "repository"]))
  }

  /// A value as Git's configuration files have it.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for character in text {
      if character == "\"" || character == "\\" { result += "\\" }
      result.append(character)
    }
    return result + "\""
  }

  /// Fetches one reference or commit, without history; returns the repository.
  func fetch(_ reference: String) throws(HostFailure) -> [UInt8] {
    let words = [
      "-C", "repository", "fetch", "--quiet", "--no-tags", "--depth", "1", "--no-recurse-submodules", "--", url,
      reference,
    ]
    try check(try run(words))
    return Path.join(folder, Array("repository".utf8))
  }
}
