/// Something that Podman's generator does not accept.
///
/// The conversion says what it is and in which words Podman says it; what people read, and what would be right, stands
/// beside the rule under which it is reported.
public struct Refusal: Sendable {
  /// What it is about.
  enum Place: Sendable {
    /// The whole unit.
    case unit
    /// A part of an assignment's value.
    case value(Value)
    /// The key of an assignment.
    case key(UnitView.Assignment)
  }

  /// Why the generator refuses the unit.
  let reason: RefusalReason
  /// Where.
  let place: Place
  /// Podman's own words, without the file.
  public let podman: String
}

/// Why the generator refuses a unit.
enum RefusalReason: Sendable {
  // Keys.
  /// The section has no key of that name in any release that leger knows.
  case unknownKey(String, table: SectionTable)
  /// The release does not have the key yet.
  case keyTooNew(Directive)
  /// A key that the unit must have is assigned without a value; `example` is an assignment that would do.
  case emptyKey(String, example: String)
  /// A key that the unit must have is missing.
  case missingKey(String, example: String)
  /// The unit lacks the section of its kind, and so a key that it must have.
  case missingSection(example: String)
  /// A build has neither of both keys.
  case buildWithoutContext
  /// The file of a build is relative to a folder that is not given.
  case relativeFileWithoutFolder
  /// The folder of a build is that of a file that is not given.
  case folderOfMissingFile
  /// A volume of an image names none.
  case imageDriverWithoutImage
  /// Two keys of which a unit can have one.
  case exclusiveKeys(String, String)
  /// A key of a volume that says how a device is mounted, without the device.
  case keyWithoutDevice(String)
  /// A group without a user.
  case groupWithoutUser(group: String)
  /// The old keys for user mappings beside the new ones.
  case remapBesideMappings
  /// A number for a mapping whose mode is not given; `UID` or `GID`.
  case remapWithoutMode(String)
  /// A gateway or a range of addresses without the subnet.
  case gatewayWithoutSubnet
  /// More gateways, or ranges, than subnets; by the key's name.
  case moreThanSubnets(String, count: Int, subnets: Int)

  // References.
  /// A unit that is named does not exist, or the generator leaves it out.
  case missingUnit(String)
  /// `Pod=` names something that is not the file of a pod.
  case notAPod(String)
  /// The unit that is named gives no name that others can know.
  case unresolvableName(String, isContainer: Bool)
  /// The network of a container is joined with options.
  case optionsOfJoinedNetwork(container: String)

  // Values.
  /// A text that is not a port.
  case invalidPort(String)
  /// A published port that podman would not take; up to 5.2 the generator looks.
  case invalidMapping(ValueProblem)
  /// The quotes of a mount do not close.
  case mountWithOpenQuote(String)
  /// A mount of several lines.
  case mountOfSeveralLines
  /// A mount without its type, for a release that needs it.
  case mountWithoutType
  /// `source` of a mount has no value.
  case mountSourceWithoutValue
  /// A mount of this type needs a source.
  case mountWithoutSource(type: String)
  /// The source before the colon is empty.
  case emptySource
  /// A `KillMode=` that the generator does not allow.
  case killMode(String)
  /// A `Type=` that the generator does not allow.
  case serviceType(String)
  /// `RemapUsers=manual` where it is not possible.
  case manualRemap
  /// More than one number for `RemapUsers=keep-id`; `UID` or `GID`.
  case severalKeptIDs(String)
  /// A word that `RemapUsers=` does not know.
  case remapMode(String)
  /// A word that `SetWorkingDirectory=` of a `.kube` does not know.
  case workingDirectory(String)
  /// A `SetWorkingDirectory=` for the other kind of unit.
  case workingDirectoryOfOtherKind(String)
  /// The folder of the YAML file, and there are several files.
  case workingDirectoryOfSeveralFiles(count: Int)
}
