import Glibc

/// Why a system call failed.
struct SystemError: Error, Equatable {
  let code: Int32

  static let missing = SystemError(code: ENOENT)
  static let notFolder = SystemError(code: ENOTDIR)
  static let isFolder = SystemError(code: EISDIR)
  static let linkCycle = SystemError(code: ELOOP)
  static let nameTooLong = SystemError(code: ENAMETOOLONG)
  /// The target of a link in a Git revision cannot be had.
  static let unknownTarget = SystemError(code: EREMOTEIO)

  /// The error of the last call that failed on this thread.
  static var last: SystemError { SystemError(code: errno) }

  /// Whether nothing exists at the path.
  var isMissing: Bool { code == ENOENT || code == ENOTDIR }

  /// Whether the path itself is the reason: nothing exists there, it is a folder, or links lead in a cycle.
  var isAboutPath: Bool { isMissing || code == EISDIR || code == ELOOP || code == ENAMETOOLONG }

  /// The reason in the system's words.
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
