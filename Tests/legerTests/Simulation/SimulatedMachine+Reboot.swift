extension SimulatedMachine {
  /// Starts the machine anew: what runs is gone, and what is enabled starts.
  mutating func reboot() {
    clearAgenda()
    (units, unitFiles, pods) = ([:], [:], [])
    containers.removeAll { $0.isTransient || $0.isInfra }
    for index in containers.indices where containers[index].isRunning {
      containers[index].state = .exited
      containers[index].exitStatus = 137
    }
    files.removeAll("/run")
    makeRuntimeFolders()
    reload()
    for target in ["default.target", "multi-user.target"] {
      for name in linkedWants[target] ?? [] { try? request(.start, [name]) }
    }
    // Long enough for what starts by itself.
    pass(.seconds(5))
  }
}
