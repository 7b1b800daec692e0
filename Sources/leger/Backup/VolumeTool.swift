/// Looks at the data of volumes, and changes it, through `leger volume-data`, which podman starts in its user namespace where
/// that is needed.
struct VolumeTool {
  let podman: PodmanClient

  static let command = "volume-data"

  func census(_ path: String) throws(HostFailure) -> VolumeFolder.Census {
    let output = try podman.runInVolumes([Self.command, "count", "--", path])
    guard let census = JSONText.decode(VolumeFolder.Census.self, from: output) else {
      throw HostFailure(.failed, "leger volume-data: its output is not as expected")
    }
    return census
  }

  func settle(_ path: String, _ root: VolumeFolder.Root) throws(HostFailure) {
    _ = try podman.runInVolumes([Self.command, "settle", "--", path], input: JSONText.encode(root))
  }

  func exchange(_ path: String, with other: String, toHave inode: UInt64) throws(HostFailure) {
    _ = try podman.runInVolumes([Self.command, "exchange", "--", path, other, "\(inode)"])
  }

  /// What can be done to the content of a folder that cannot change places with another one.
  enum AsideVerb: String, CaseIterable { case aside, back, finish }

  func perform(_ verb: AsideVerb, _ path: String) throws(HostFailure) {
    _ = try podman.runInVolumes([Self.command, verb.rawValue, "--", path])
  }
}
