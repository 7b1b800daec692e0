extension SimulatedMachine {
  /// Starts the machine anew: what runs is gone, and what is enabled starts.
  mutating func reboot() {
    clearAgenda()
    units = [:]
    unitFiles = [:]
    containers.removeAll { $0.isTransient || $0.isInfra }
    for index in containers.indices where containers[index].isRunning {
      containers[index].state = .exited
      containers[index].exitStatus = 137
    }
    pods = []
    files.removeAll("/run")
    makeRuntimeFolders()
    reload()
    let enabled = units.values.filter { unit in
      let targets =
        (unit.definition?.words("Install", "WantedBy") ?? []) + (unit.definition?.words("Install", "RequiredBy") ?? [])
      return targets.contains("default.target") || targets.contains("multi-user.target")
    }
    for name in enabled.map(\.name).sorted() { try? request(.start, [name]) }
    // Long enough for what starts by itself.
    pass(.seconds(5))
  }
}
