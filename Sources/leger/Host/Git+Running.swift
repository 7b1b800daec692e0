/// How Git is run, so that nothing in a repository can start a program, use the network or change what is read.
///
/// Only rev-parse, ls-tree and cat-file run. They use no hook, alias, attribute, filter, text conversion or pager, and do not
/// refresh the index. What a repository can still bring about is that an object is missing: a partial clone (2.17) then
/// fetches it from its promisor remote, with the URL, helper and programs that its configuration names. So for each command:
///
/// | closes | with | since Git |
/// |---|---|---|
/// | fetching what is missing | GIT_NO_LAZY_FETCH=1 | 2.39.4, 2.40.2, 2.41.1, 2.42.2, 2.43.4, 2.44.1 |
/// | every transport and remote helper, whatever protocol.NAME.allow says | GIT_ALLOW_PROTOCOL= (none) | 2.3.10, 2.6.1 |
/// | the same, for a transport without a setting of its own | -c protocol.allow=never | 2.12 |
/// | bundles downloaded before a fetch, without asking for the protocol | -c fetch.bundleURI= | 2.40 |
/// | questions | GIT_TERMINAL_PROMPT=0, GIT_ASKPASS | 2.3, 1.7 |
/// | writing the index | GIT_OPTIONAL_LOCKS=0 | 2.15 |
/// | core.fsmonitor, core.hooksPath and core.pager, should a command come to use them | -c, -c, --no-pager | 2.16, 2.9, 1.6 |
/// | replacing objects by others (refs/replace) | GIT_NO_REPLACE_OBJECTS=1 | 1.6.6 |
/// | other parents of a commit (info/grafts) | GIT_GRAFT_FILE | 1.5 |
/// | a bare repository among the files of another one | -c safe.bareRepository=explicit | 2.38 |
///
/// `core.worktree` is closed by `Git.init`, which refuses a folder outside of the work tree. `include.path` and alternates name
/// files that Git reads as configuration and objects; nothing of them is shown, and time and output are limited. Variables
/// such as GIT_DIR, GIT_CONFIG_COUNT and GIT_TRACE are not passed on. The configuration of the user and of the system counts.
extension Git {
  static let variables = [
    "GIT_NO_LAZY_FETCH=1", "GIT_ALLOW_PROTOCOL=", "GIT_TERMINAL_PROMPT=0", "GIT_ASKPASS=/bin/false",
    "GIT_OPTIONAL_LOCKS=0", "GIT_NO_REPLACE_OBJECTS=1", "GIT_GRAFT_FILE=/dev/null",
  ]

  static let settings = [
    "--no-pager", "--literal-pathspecs", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null",
    "-c", "protocol.allow=never", "-c", "fetch.bundleURI=", "-c", "safe.bareRepository=explicit",
  ]

  private static func spawn(_ program: [UInt8], _ arguments: [[UInt8]], in folder: [UInt8], on host: any Host) -> Spawn
  {
    Spawn(
      program: program,
      arguments: [Array("-C".utf8), folder] + settings.map { Array($0.utf8) } + arguments,
      environment: host.environment(adding: variables)
    )
  }

  func words(_ words: String...) -> [[UInt8]] { words.map { Array($0.utf8) } }

  func run(
    _ arguments: [[UInt8]],
    input: [UInt8] = [],
    outputLimit: Int = 1 << 20
  ) throws(Failure) -> Spawn.Outcome {
    try Self.run(program, arguments, in: folder, on: host, input: input, outputLimit: outputLimit)
  }

  /// Runs Git in a folder.
  static func run(
    _ program: [UInt8],
    _ arguments: [[UInt8]],
    in folder: [UInt8],
    on host: any Host,
    input: [UInt8] = [],
    outputLimit: Int = 1 << 20
  ) throws(Failure) -> Spawn.Outcome {
    var spawn = spawn(program, arguments, in: folder, on: host)
    spawn.outputLimit = max(outputLimit, 1 << 20)
    do throws(Spawn.Failure) {
      return try host.run(spawn, input: input)
    } catch {
      throw Failure(message: "git \(error.message)")
    }
  }

  /// Runs Git and hands on its output as it comes; returns the exit status and what it reports.
  func stream(
    _ arguments: [[UInt8]],
    input text: [UInt8] = [],
    limit: Int,
    _ output: @escaping ([UInt8]) -> Bool
  ) throws(Failure) -> (status: Int32, messages: [UInt8]) {
    var spawn = Self.spawn(program, arguments, in: folder, on: host)
    spawn.outputLimit = limit
    var messages: [UInt8] = []
    var rest: [UInt8]? = text.isEmpty ? nil : text
    let streams = ProgramStreams(
      input: {
        defer { rest = nil }
        return rest
      },
      output: output,
      messages: { bytes in
        if messages.count < 4096 { messages += bytes }
        return true
      }
    )
    do throws(Spawn.Failure) {
      return (try host.run(spawn, streams), messages)
    } catch {
      throw Failure(message: "git \(error.message)")
    }
  }

  /// Returns the first line that Git reports as an error, without its `fatal: `.
  static func firstMessage(_ messages: [UInt8]) -> String {
    let lines = messages.split(separator: UInt8(ascii: "\n"))
    let isError: (ArraySlice<UInt8>) -> Bool = { $0.starts(with: "fatal: ".utf8) || $0.starts(with: "error: ".utf8) }
    guard let line = lines.first(where: isError) ?? lines.first else { return "" }
    let text = VisibleText.string(Array(line))
    return text.hasPrefix("fatal: ") ? String(text.dropFirst(7)) : text
  }
}
