import QuadletSyntax

/// `.build`.
extension Converter {
  /// `.build`: podman build.
  mutating func convertBuild() {
    if !target.has(.commonStart) { checkImageTag() }
    begin("Build", "X-Build")
    if target.has(.commonStart) { checkImageTag() }
    beginCommand()
    word("build")
    if E.keepsText, let pull = nonEmpty(keys.pull) { word("--pull=", pull) }
    plainOptions(.last)
    plainOptions(.boolean)
    plainOptions(.all)
    plainOptions(.keyValue)
    addNetworks()
    options("--secret", words: keys.secret, style: .command, stating: .secret)
    addVolumes()
    let (context, folder) = setWorkingDirectory()
    addContext(context, folder)
    endCommand("ExecStart")
    setOneshotDefaults(remainsAfterExit: false)
  }

  private mutating func checkImageTag() {
    let first = Array(view.list(keys.imageTag)).first
    if first == nil {
      refuseMissingKey(
        "ImageTag",
        keys.imageTag,
        podman: "no ImageTag key specified",
        example: "ImageTag=localhost/NAME:latest"
      )
    }
  }

  private mutating func addContext(_ context: Value?, _ folder: [UInt8]?) {
    let file = lookup(keys.file)
    let filePath = file.map { Array(bytes($0)) } ?? []
    let working = folder ?? lookup(keys.workingDirectory, in: .service).map { Array(bytes($0)) } ?? []
    if working.isEmpty, filePath.isEmpty, context == nil {
      if refusals.contains(where: { $0.podman == "no File key specified" }) { return }
      refuse(
        .buildWithoutContext,
        .unit,
        podman: "neither SetWorkingDirectory, nor File key specified"
      )
      return
    }
    if let file, !filePath.isEmpty { option("--file", file) }
    arguments(keys.podmanArgs)
    if let context {
      word("", context)
      return
    }
    let hasSpecifier = target.has(.buildFileSpecifiers) && startsWithSpecifier(filePath[...])
    if hasSpecifier || GoPath.isAbsolute(filePath) || PodmanURL.isURL(filePath) { return }
    if working.isEmpty {
      refuse(
        .relativeFileWithoutFolder,
        file.map { .value($0) } ?? .unit,
        podman: "relative path in File key requires SetWorkingDirectory key to be set"
      )
      return
    }
    word("", working, from: lookup(keys.setWorkingDirectory))
  }
}
