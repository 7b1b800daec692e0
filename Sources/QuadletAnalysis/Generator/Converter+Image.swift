import QuadletSyntax

/// `.image` and `.artifact`.
extension Converter {
  /// `.image`: podman image pull.
  mutating func convertImage() {
    warnOfShortImage()
    begin("Image", "X-Image")
    let image = nonEmpty(keys.image)
    if let image { state(.image, image) }
    if image == nil {
      refuseMissingKey("Image", keys.image, podman: "no Image key specified", example: "Image=quay.io/NAME/IMAGE:TAG")
    }
    beginCommand()
    word("image", "pull")
    plainOptions(.last)
    plainOptions(.boolean)
    plainOptions(.all)
    plainOptions(.keyValue)
    arguments(keys.podmanArgs)
    if let image { word("", image) }
    endCommand("ExecStart")
    setOneshotDefaults(remainsAfterExit: true)
  }

  /// `.artifact`: podman artifact pull.
  mutating func convertArtifact() {
    warnOfShortImage()
    begin("Artifact", "X-Artifact")
    let artifact = nonEmpty(keys.artifact)
    if artifact == nil {
      refuseMissingKey(
        "Artifact",
        keys.artifact,
        podman: "no Artifact key specified",
        example: "Artifact=quay.io/NAME/ARTIFACT:TAG"
      )
    }
    beginCommand()
    word("artifact", "pull")
    plainOptions(.last)
    plainOptions(.boolean)
    plainOptions(.all)
    plainOptions(.keyValue)
    arguments(keys.podmanArgs)
    if let artifact { word("", artifact) }
    endCommand("ExecStart")
    setOneshotDefaults(remainsAfterExit: true)
  }
}
