import QuadletSyntax

/// Users, and how their numbers are mapped.
extension Converter {
  mutating func addUser() {
    let user = nonEmpty(keys.user)
    let group = nonEmpty(keys.group)
    guard let user else {
      if let group {
        refuse(
          .groupWithoutUser(group: string(group)),
          .key(group.assignment),
          podman: "invalid Group set without User"
        )
      }
      return
    }
    state(.user, user)
    guard E.keepsText else { return }
    out.service.word("--user", ServiceBuilder.Origin(user.assignment))
    word("", Array(bytes(user)) + (group.map { [UInt8(ascii: ":")] + bytes($0) } ?? []), from: user)
  }

  mutating func addUserMappings(allowsManual: Bool) {
    let explicit =
      nonEmpty(keys.userNS)?.assignment ?? firstListed(keys.uidMap) ?? firstListed(keys.gidMap)
      ?? nonEmpty(keys.subUIDMap)?.assignment ?? nonEmpty(keys.subGIDMap)?.assignment
    option("--userns", ifPresent: keys.userNS, stating: .userns)
    options("--uidmap", words: keys.uidMap, style: .plain, stating: .uidmap)
    options("--gidmap", words: keys.gidMap, style: .plain, stating: .gidmap)
    option("--subuidname", ifPresent: keys.subUIDMap, stating: .subuidname)
    option("--subgidname", ifPresent: keys.subGIDMap, stating: .subgidname)
    if explicit != nil {
      if let remap = view.last(keys.remapUid) ?? view.last(keys.remapGid) ?? view.last(keys.remapUsers) {
        refuse(
          .remapBesideMappings,
          .key(remap),
          podman: "deprecated Remap keys are set along with explicit mapping keys"
        )
      }
      return
    }
    addRemapping(allowsManual: allowsManual)
  }

  /// The first assignment of a word list that gives a word.
  private func firstListed(_ name: UInt16) -> UnitView.Assignment? {
    if !view.has(name) { return nil }
    for assignment in view.list(name) {
      var words = Words()
      let text = view.texts[Int(assignment.document)]
      words.append(text.span, assignment.valueRange, style: .plain)
      if !words.words.isEmpty { return assignment }
    }
    return nil
  }

  private mutating func addRemapping(allowsManual: Bool) {
    if !view.has(keys.remapUsers), !view.has(keys.remapUid), !view.has(keys.remapGid) { return }
    var uids: [(text: [UInt8], value: Value)] = []
    var gids: [(text: [UInt8], value: Value)] = []
    forEachWord(of: keys.remapUid, style: .plain) { _, text, value in uids.append((text, value)) }
    forEachWord(of: keys.remapGid, style: .plain) { _, text, value in gids.append((text, value)) }
    let mode = view.last(keys.remapUsers).map { whole($0) }
    let word = mode.map { string($0) } ?? ""
    func options(_ kind: String, _ parts: [[UInt8]]) -> [UInt8] {
      Array(kind.utf8) + (parts.isEmpty ? [] : [UInt8(ascii: ":")]) + parts.joined(separator: [UInt8(ascii: ",")])
    }
    switch word {
    case "":
      if let uid = uids.first {
        refuse(
          .remapWithoutMode("Uid"),
          .key(uid.value.assignment),
          podman: "UidMap set without RemapUsers"
        )
      }
      if let gid = gids.first {
        refuse(
          .remapWithoutMode("Gid"),
          .key(gid.value.assignment),
          podman: "GidMap set without RemapUsers"
        )
      }
    case "manual":
      guard allowsManual else {
        if let mode {
          refuse(
            .manualRemap,
            .value(mode),
            podman: "RemapUsers=manual is not supported"
          )
        }
        return
      }
      self.options("--uidmap", words: keys.remapUid, style: .plain, stating: .uidmap)
      self.options("--gidmap", words: keys.remapGid, style: .plain, stating: .gidmap)
    case "auto":
      if let mode { state(.userns, mode) }
      guard E.keepsText, let mode else { return }
      var parts = uids.map { Array("uidmapping=".utf8) + $0.text } + gids.map { Array("gidmapping=".utf8) + $0.text }
      let size = lookup(keys.remapUidSize).map { GoNumber.unsigned32(bytes($0), default: 0) } ?? 0
      if size > 0 { parts.append(Array("size=\(size)".utf8)) }
      self.word("--userns")
      self.word("", options("auto", parts), from: mode)
    case "keep-id":
      for (list, name) in [(uids, "UID"), (gids, "GID")] where list.count > 1 {
        refuse(
          .severalKeptIDs(name),
          .value(list[1].value),
          podman: "RemapUsers=keep-id supports only a single value for \(name) mapping"
        )
      }
      if let mode { state(.userns, mode) }
      guard E.keepsText, let mode else { return }
      let parts =
        uids.prefix(1).map { Array("uid=".utf8) + $0.text } + gids.prefix(1).map { Array("gid=".utf8) + $0.text }
      self.word("--userns")
      self.word("", options("keep-id", parts), from: mode)
    default:
      guard let mode else { return }
      refuse(
        .remapMode(word),
        .value(mode),
        podman: "unsupported RemapUsers option '\(word)'"
      )
    }
  }
}
