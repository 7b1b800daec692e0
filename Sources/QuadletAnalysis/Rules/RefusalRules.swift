/// The rule under which a refusal is reported.
extension Rule {
  /// Creates the rule for the reason why the generator refuses a unit, and the words for it.
  init(_ reason: RefusalReason, _ words: Refusal.Words) {
    self =
      switch reason {
      case .unknownKey: words.isMisplaced ? .misplacedKey : .unknownKey
      case .keyTooNew: .keyTooNew
      case .missingSection: .missingSection
      case .emptyKey, .missingKey, .buildWithoutContext, .relativeFileWithoutFolder, .folderOfMissingFile,
        .imageDriverWithoutImage:
        .missingKey
      case .exclusiveKeys, .keyWithoutDevice, .groupWithoutUser, .remapBesideMappings, .remapWithoutMode,
        .gatewayWithoutSubnet, .moreThanSubnets, .optionsOfJoinedNetwork, .workingDirectoryOfSeveralFiles:
        .conflictingKeys
      case .missingUnit, .notAPod: .missingUnit
      case .unresolvableName: .unresolvableName
      case .invalidPort, .invalidMapping: .invalidPort
      case .mountWithOpenQuote, .mountOfSeveralLines, .mountWithoutType: .malformedMount
      case .mountSourceWithoutValue, .mountWithoutSource, .emptySource: .emptyMountSource
      case .killMode, .serviceType: .unsupportedServiceValue
      case .manualRemap, .severalKeptIDs, .remapMode, .workingDirectory, .workingDirectoryOfOtherKind:
        .unsupportedValue
      }
  }
}
