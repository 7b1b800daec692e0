/// What findings about conflicts say.
extension Message {
  /// A claim that is part of `more` conflicts besides this one; `isTogether` means that the units belong together.
  static func conflict(_ sentence: String, more: Int, isTogether: Bool) -> Message {
    let others = more == 0 ? "" : " (and \(more) more conflict\(more == 1 ? "" : "s") here)"
    return Message(
      sentence + others,
      help: isTogether
        ? nil : "if the folders are not installed together, check each as a separate project with --per-folder"
    )
  }
}
