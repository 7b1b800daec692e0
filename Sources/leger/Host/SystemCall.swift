import Glibc

/// What the system said when a call failed.
struct SystemError: Error, Equatable {
  let code: Int32

  static var last: SystemError { SystemError(code: errno) }

  /// Whether there is nothing at the path.
  var isMissing: Bool { code == ENOENT || code == ENOTDIR }

  /// Whether the path itself is the reason: nothing there, a folder, links in a circle.
  var isAboutPath: Bool { isMissing || code == EISDIR || code == ELOOP || code == ENAMETOOLONG }

  /// The system's words.
  var message: String {
    switch code {
    case ENOENT: "no such file or directory"
    case EACCES: "permission denied"
    case EISDIR: "is a directory"
    case ENOTDIR: "not a directory"
    case ELOOP: "too many levels of symbolic links"
    case ENAMETOOLONG: "file name too long"
    default: String(cString: strerror(code)).lowercasedFirst
    }
  }
}

extension String {
  fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}

/// A path as the system takes it: bytes and a NUL behind them.
struct CPath {
  let bytes: [CChar]

  init(_ path: some Collection<UInt8>) {
    bytes = path.map { CChar(bitPattern: $0) } + [0]
  }
}

/// What kind of thing a path leads to, links followed.
enum FileKind: Equatable {
  case file, folder
  /// A socket, pipe or device, which is not read.
  case special
}
