/// What kind of thing a path leads to.
enum FileKind: Equatable, Sendable {
  case file, folder
  /// A symbolic link, where links are not followed.
  case link
  /// A socket, pipe or device, which is not read.
  case special
}

/// The user and group that a file belongs to.
struct FileOwner: Equatable, Sendable {
  var user: UInt32
  var group: UInt32
}

/// What the file system says of a path.
struct FileStatus: Equatable, Sendable {
  var kind: FileKind
  /// The permission bits, such as 0o644.
  var mode: UInt16
  var owner: FileOwner
  /// In bytes.
  var size: Int
}

/// The conditions under which a file is replaced, and what it gets besides its content.
struct Replacement: Sendable {
  /// What the file must hold for the replacement to happen.
  enum Expectation: Sendable, Equatable {
    case anything
    /// The file must exist and hold these bytes.
    case content([UInt8])
    /// Nothing may exist at the path.
    case nothing
  }

  var expecting = Expectation.anything
  /// The permission bits; nil keeps those of the old file, and makes a new one 0o644 less the umask.
  var mode: UInt16?
  /// Nil keeps the owner of the old file; a new one belongs to the user who runs leger.
  var owner: FileOwner?
  /// Whether a symbolic link at the path is replaced by a file; otherwise links are refused.
  var replacesLinks = false
}

/// Why a file, link or folder was not changed; what existed before is as it was.
enum WriteFailure: Error, Equatable {
  case link
  /// Links on the way to it lead out of the folder that the command was given.
  case outside
  case changed
  /// It has that many names.
  case hardLinks(Int)
  /// An extended attribute could not be read, or not be given to the new file.
  case attribute([UInt8], SystemError)
  case failed(SystemError)
  case unreadable(ReadFailure)

  /// Whether the file is left alone on purpose, and nothing went wrong.
  var isChoice: Bool {
    switch self {
    case .link, .outside, .hardLinks: true
    case .changed, .attribute, .failed, .unreadable: false
    }
  }

  /// The reason in words, to stand after the path.
  var message: String {
    switch self {
    case .link: "is a symbolic link and is left alone; name the file that it points to"
    case .outside:
      "is reached through a symbolic link that leads out of the folder, so it is left alone; name it directly"
    case .changed: "was modified by another process; run the command again"
    case .hardLinks(let count):
      "is left alone, since it has \(count) names (hard links) and the others would keep the old content"
    case .attribute(let name, let error):
      "its extended attribute \(VisibleText.quoted(name)) cannot be kept (\(error.message)), so it is left alone"
    case .failed(let error): error.message
    case .unreadable(let failure): failure.message
    }
  }
}
