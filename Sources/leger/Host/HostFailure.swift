/// Why something on a host was not done, for people: what is wrong, where, and the one command that helps.
struct HostFailure: Error, Equatable {
  /// What kind of end it is; each is an exit status of its own.
  enum Kind: Equatable {
    /// The user named something that does not exist or does not fit.
    case usage
    /// The machine lacks something, or does not permit it.
    case environment
    /// The units, or what is installed, forbid it; nothing was touched.
    case refused
    /// It did not work, and the host is as it was before.
    case failed
    /// It did not work, and neither did the way back.
    case needsPerson
    /// Another process holds the lock.
    case locked
    /// What was stored is not what was written.
    case integrity
    /// The answer was no, or there was no terminal to ask on.
    case cancelled
  }

  var kind: Kind
  /// What is wrong: one line, lower case, without a final period.
  var message: String
  /// Further facts, a line each.
  var details: [String] = []
  /// One thing to do that can be done as written.
  var help: String?

  init(_ kind: Kind, _ message: String, details: [String] = [], help: String? = nil) {
    self.kind = kind
    self.message = message
    self.details = details
    self.help = help
  }

  /// A file that could not be changed or read.
  init(_ path: [UInt8], _ reason: String, kind: Kind = .environment) {
    self.init(kind, "\(VisibleText.quoted(path)): \(reason)")
  }
}
