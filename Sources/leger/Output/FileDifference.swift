import QuadletAnalysis

/// A file that differs between two projects.
struct FileDifference {
  /// The path as shown for the old and for the new project.
  let oldPath: [UInt8]
  let newPath: [UInt8]
  let change: ProjectChanges.FileChange
  /// The paths in a unified diff.
  let oldLabel: [UInt8]
  let newLabel: [UInt8]
  let old: [UInt8]
  let new: [UInt8]

  /// The path that still exists.
  var path: [UInt8] { change == .removed ? oldPath : newPath }

  /// Whether it is not text.
  var isBinary: Bool { old.contains(0) || new.contains(0) }
}
