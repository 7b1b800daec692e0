/// What becomes of one service from one project to another, and why.
public struct ServiceChange: Sendable {
  /// A place in one of the two projects.
  public struct Place: Sendable, Equatable {
    /// The index of the file in the inventory.
    public let file: Int
    /// The line, counted from 1.
    public let line: Int
  }

  /// One reason: a directive that is not what it was.
  public struct Reason: Sendable {
    /// The section; nil where no directive is the reason.
    public var section: String?
    /// The key; nil where no directive is the reason.
    public var key: String?
    /// The values that are not there any more.
    public var oldValues: [String] = []
    /// The values that were not there.
    public var newValues: [String] = []
    /// Where it stood in the old project.
    public var oldPlace: Place?
    /// Where it stands in the new project.
    public var newPlace: Place?
    /// What this reason alone asks for.
    public var level: ChangeLevel
    /// What somebody should know of it.
    public var notes: [String] = []

    /// What it was, several values with a space between; nil when there was nothing.
    public var old: String? { oldValues.isEmpty ? nil : oldValues.joined(separator: " ") }
    /// What it is, several values with a space between; nil when there is nothing any more.
    public var new: String? { newValues.isEmpty ? nil : newValues.joined(separator: " ") }
  }

  /// The service's name, `.service` included; the new one when it has changed.
  public let service: String
  /// The file name of the unit; the new one when it has changed.
  public let unit: String
  /// The name that the service had, when it has another now.
  public let oldService: String?
  /// The file name that the unit had, when it has another now.
  public let oldUnit: String?
  /// The index of the unit's file in the old project.
  public let oldFile: Int?
  /// The index of the unit's file in the new project.
  public let newFile: Int?
  /// What the service needs, the strongest of the reasons.
  public let level: ChangeLevel
  /// The reasons, the strongest first.
  public let reasons: [Reason]
  /// The services that systemd stops or restarts together with this one, by name.
  public let alsoStops: [String]
}
