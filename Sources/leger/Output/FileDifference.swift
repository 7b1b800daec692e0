import QuadletAnalysis

/// A file that differs between two projects.
struct FileDifference {
  /// The path as it is shown in the old project, and in the new.
  let oldPath: [UInt8]
  let newPath: [UInt8]
  let change: ProjectChanges.FileChange
  /// What a unified diff calls them.
  let oldLabel: [UInt8]
  let newLabel: [UInt8]
  let old: [UInt8]
  let new: [UInt8]

  /// The path that still exists.
  var path: [UInt8] { change == .removed ? oldPath : newPath }

  /// Whether it is not text.
  var isBinary: Bool { old.contains(0) || new.contains(0) }
}
