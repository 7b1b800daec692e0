import QuadletAnalysis

/// The units of one folder that Podman does not read, so a command that asks what they mean has not looked at them.
struct LeftOutUnits {
  /// The folder, or the bundle that the units come from, as it is shown.
  let path: [UInt8]
  /// How many units are left out.
  fileprivate(set) var count = 0
  /// The name of the first file that Podman cannot load, for which it leaves out the whole folder; nil when others count.
  fileprivate(set) var culprit: [UInt8]?

  /// What is left out and why, in the words of the rule `rejected-folder` where it applies.
  var message: String {
    let hint = "; run \"leger validate\" to see why"
    guard let culprit else { return "Podman does not read \(Report.counted(count, "unit")) here" + hint }
    let cause = "Podman cannot load \(VisibleText.quoted(culprit))"
    return cause + (count == 1 ? "" : ", so it leaves out every unit in the folder") + hint
  }
}

extension LoadedProject {
  /// Whether there is anything to look at, even if it cannot be read.
  var hasUnits: Bool { bundleFailure != nil || project.inventory.files.indices.contains(where: isOwn) }

  /// What Podman does not read of the files that are meant, folder by folder.
  ///
  /// A unit that an earlier folder shadows, and a template beside its result, are not missing anywhere.
  var leftOut: [LeftOutUnits] {
    if project.excluded.isEmpty { return [] }
    let inventory = project.inventory
    let shown = shownFiles.map(Set.init)
    var found: [LeftOutUnits] = []
    var lastFolder: Int?
    for (file, why) in project.excluded where shown?.contains(file) ?? true {
      var culprit: [UInt8]?
      switch why {
      case .shadowed, .templateSource: continue
      case .kindTooNew: break
      case .folderRejected(let other): culprit = Array(inventory.name(of: other))
      case .malformed, .unreadable, .tooLarge:
        if !inventory.files[file].isTemplateSource { culprit = Array(inventory.name(of: file)) }
      }
      let folder = inventory.files[file].folder
      if folder != lastFolder {
        let isInBundle = inventory.enclosing(file) != nil
        let path = isInBundle ? inventory.path(of: file) : inventory.folders[folder].path
        found.append(LeftOutUnits(path: path.isEmpty ? [UInt8(ascii: ".")] : path))
        lastFolder = folder
      }
      found[found.count - 1].count += 1
      found[found.count - 1].culprit = found[found.count - 1].culprit ?? culprit
    }
    return found
  }
}
