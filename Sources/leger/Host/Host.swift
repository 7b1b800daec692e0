/// The only door to the machine: its files, programs, clock, user and standard streams.
///
/// Commands get a host with their invocation and ask it for everything that is not in their arguments, so tests can put
/// another one in its place, which answers from a script or fails at a chosen call.
/// Paths are bytes, absolute or relative to the current folder. No call waits for a FIFO or a device, or opens one.
protocol Host: FileTree {
  // MARK: Files

  /// Returns what the file system says of a path; of a link itself when links are not followed.
  func status(_ path: [UInt8], followingLinks: Bool) throws(SystemError) -> FileStatus

  // Every change names the folder that it must not leave: one that links would lead out of it is refused.

  /// Gives a file new content, whole or not at all: readers, and a crash at any point, see the old content or the new.
  ///
  /// The content and the folder entry are on the disk when this returns. A file that already has the content is left alone;
  /// another one keeps its owner, mode and extended attributes, and one with several names (hard links) is refused.
  func replace(
    _ path: [UInt8],
    within root: [UInt8],
    with bytes: [UInt8],
    _ options: Replacement
  ) throws(WriteFailure)

  /// Makes a file of any size, piece by piece; nothing must have its name. It is on the disk when this returns, and not there
  /// at all when `fill` throws.
  func create(
    _ path: [UInt8],
    within root: [UInt8],
    mode: UInt16,
    _ fill: (FileOutput) throws(HostFailure) -> Void
  ) throws(HostFailure)

  /// Adds bytes to the end of a file, which is made when it does not exist: all of them or none. They are on the disk when
  /// this returns. Not for two processes at once.
  func append(_ bytes: [UInt8], to path: [UInt8], within root: [UInt8], mode: UInt16) throws(WriteFailure)

  /// Opens a file of any size for reading, piece by piece.
  func openInput(_ path: [UInt8]) throws(ReadFailure) -> FileInput

  /// Returns how many bytes a user can still write to the file system of a folder; nil when that is not known.
  func freeSpace(of folder: [UInt8]) -> Int?

  /// Makes a folder in one that exists; the umask applies to the mode.
  func makeFolder(_ path: [UInt8], within root: [UInt8], mode: UInt16) throws(WriteFailure)

  /// Makes a symbolic link, in place of a file or link that has its name.
  func makeLink(_ path: [UInt8], within root: [UInt8], to target: [UInt8]) throws(WriteFailure)

  /// Moves a file, link or folder within one file system, in place of a file or link that has the new name.
  func rename(_ path: [UInt8], to newPath: [UInt8], within root: [UInt8]) throws(WriteFailure)

  /// Removes a file, a link or an empty folder.
  func remove(_ path: [UInt8], within root: [UInt8]) throws(WriteFailure)

  /// Removes the temporary files that killed processes of leger have left in a folder, if there are any.
  func removeLeftovers(in folder: [UInt8], within root: [UInt8])

  /// Locks a file, which is made when it does not exist; `holder` says who holds it, for those who find it locked.
  ///
  /// Does not wait. The lock ends with the returned value, or with the process.
  func lock(_ path: [UInt8], within root: [UInt8], holder: [UInt8]) throws(LockFailure) -> FileLock

  // MARK: Programs

  /// Runs a program to its end, moving its streams chunk by chunk, and returns its exit status.
  ///
  /// A program that a signal ended has the signal's number plus 128. One that exceeds a limit is ended with its group, and so
  /// is one that runs when leger gets SIGINT or SIGTERM.
  func run(_ spawn: Spawn, _ streams: ProgramStreams) throws(Spawn.Failure) -> Int32

  /// The signal, SIGINT or SIGTERM, that has asked leger to end while programs ran or signals were caught; nil for none.
  var caughtSignal: Int32? { get }

  /// Runs a body that SIGINT and SIGTERM do not end: programs that run meanwhile are ended, and the body sees `caughtSignal`.
  func catchingSignals<Result>(_ body: () throws(HostFailure) -> Result) throws(HostFailure) -> Result

  // MARK: Time

  /// The time since 1970 in UTC, which an administrator can set.
  var wallClock: Duration { get }

  /// The time since some moment, which never goes back.
  var monotonicClock: Duration { get }

  /// Waits.
  func sleep(for duration: Duration)

  // MARK: Who and where

  /// The user and group that leger runs as.
  var user: UserIdentity { get }

  /// Returns the value of an environment variable.
  func variable(_ name: String) -> [UInt8]?

  /// The absolute path of the program that runs, which is leger; nil when it is not known.
  var ownProgram: [UInt8]? { get }

  /// The absolute path of the current folder.
  var currentFolder: [UInt8] { get }

  // MARK: Standard streams

  /// Reads standard input to its end.
  func readInput(limit: Int) throws(ReadFailure) -> [UInt8]

  /// Reads a line from the terminal that standard input is, without its newline; nil when it is none, or at its end.
  func readAnswer() -> [UInt8]?

  /// Reads a line from the terminal that standard input is, without showing what is typed; nil when it is none, or when
  /// whoever types gives up.
  func readHiddenAnswer() -> [UInt8]?

  /// Writes all bytes to standard output or standard error.
  func write(_ bytes: [UInt8], to stream: StandardStream) throws(SystemError)

  /// Returns how wide the terminal is that a stream leads to, in columns; nil when it leads elsewhere, 0 when unknown.
  func terminalWidth(of stream: StandardStream) -> Int?
}

/// One of the streams that a process writes to; the number is that of its descriptor.
enum StandardStream: Int32, Sendable {
  case output = 1
  case error = 2
}

/// The user and group that a process runs as.
struct UserIdentity: Sendable, Equatable {
  var user: UInt32
  var group: UInt32

  /// Whether it is the superuser.
  var isRoot: Bool { user == 0 }
}

extension Host {
  /// Whether a path is a symbolic link.
  func isLink(_ path: [UInt8]) -> Bool {
    (try? status(path, followingLinks: false))?.kind == .link
  }

  /// Whether a path leads to nothing, links followed.
  func isMissing(_ path: [UInt8]) -> Bool {
    do throws(SystemError) {
      _ = try kind(path)
      return false
    } catch {
      return error.isMissing
    }
  }

  /// What to say of a path to which nothing leads.
  func absence(of path: [UInt8]) -> String {
    isLink(path) ? "a symbolic link whose target does not exist" : "no such file or folder"
  }

  /// Returns the value of an environment variable as text; nil when it is unset or empty.
  func text(_ name: String) -> String? {
    variable(name).flatMap { $0.isEmpty ? nil : String(decoding: $0, as: UTF8.self) }
  }

  /// Whether root is a user who is root only in a namespace of its own, as what rootless podman starts: the system's files
  /// are somebody else's then.
  var isInNamespaceOfUser: Bool {
    user.isRoot && (try? status([UInt8(ascii: "/")], followingLinks: true))?.owner.user != 0
  }

  /// The home folder of the user; nil when the environment does not name it.
  var homeFolder: String? { text("HOME") }

  /// The folder for the user's files that last as long as the session; nil without a session.
  var runtimeFolder: String? { text("XDG_RUNTIME_DIR") }

  /// The folder for the user's data.
  var dataFolder: String? { text("XDG_DATA_HOME") ?? homeFolder.map { "\($0)/.local/share" } }

  /// The folder for the user's configuration.
  var configurationFolder: String? { text("XDG_CONFIG_HOME") ?? homeFolder.map { "\($0)/.config" } }

  /// Locks a file, waiting for a while when another process holds it.
  func lock(
    _ path: [UInt8],
    within root: [UInt8],
    holder: [UInt8],
    timeLimit: Duration
  ) throws(LockFailure) -> FileLock {
    let end = monotonicClock + timeLimit
    while true {
      do throws(LockFailure) {
        return try lock(path, within: root, holder: holder)
      } catch {
        guard case .held = error, monotonicClock < end else { throw error }
      }
      sleep(for: .milliseconds(100))
    }
  }
}
