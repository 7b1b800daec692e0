import QuadletAnalysis

extension HostFacts {
  /// The size of the largest file that a unit can name.
  private static let fileSizeLimit = 16 << 20

  /// What the units of a host ask about it.
  init(of host: any Host) {
    self.init(
      podman: host.text("PODMAN") ?? "/usr/bin/podman",
      pathExists: { host.exists($0) },
      file: { path in
        guard let status = try? host.status(path, followingLinks: true),
          let bytes = try? host.read(path, limit: Self.fileSizeLimit), Oversize(bytes) == nil
        else { return nil }
        return File(bytes: bytes, mode: status.mode)
      },
      kubernetes: KubernetesFiles(of: host).file
    )
  }
}
