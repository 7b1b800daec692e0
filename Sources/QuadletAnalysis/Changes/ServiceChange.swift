/// What happens to one service from one project to another, and why.
public struct ServiceChange: Sendable {
  /// A place in one of the two projects.
  public struct Place: Sendable, Equatable {
    /// The index of the file in the inventory.
    public let file: Int
    /// The line, counted from 1.
    public let line: Int
  }

  /// A reason: a directive that has changed.
  public struct Reason: Sendable {
    /// The section; nil when the reason is not a directive.
    public var section: String?
    /// The key; nil when the reason is not a directive.
    public var key: String?
    /// The values that no longer exist.
    public var oldValues: [String] = []
    /// The values that did not exist before.
    public var newValues: [String] = []
    /// Where it was in the old project.
    public var oldPlace: Place?
    /// Where it is in the new project.
    public var newPlace: Place?
    /// What this reason alone requires.
    public var level: ChangeLevel
    /// Facts that the user should know about it.
    public var notes: [String] = []

    /// The old value, several separated by spaces; nil when there was none.
    public var old: String? { oldValues.isEmpty ? nil : oldValues.joined(separator: " ") }
    /// The new value, several separated by spaces; nil when there is none.
    public var new: String? { newValues.isEmpty ? nil : newValues.joined(separator: " ") }
  }

  /// The service's name, including `.service`; the new name when it has changed.
  public let service: String
  /// The file name of the unit; the new name when it has changed.
  public let unit: String
  /// The previous name of the service, when it has changed.
  public let oldService: String?
  /// The previous file name of the unit, when it has changed.
  public let oldUnit: String?
  /// The index of the unit's file in the old project.
  public let oldFile: Int?
  /// The index of the unit's file in the new project.
  public let newFile: Int?
  /// What the service requires: the highest level among the reasons.
  public let level: ChangeLevel
  /// The reasons, highest level first.
  public let reasons: [Reason]
  /// The names of the services that systemd stops or restarts together with this one.
  public let alsoStops: [String]
}
