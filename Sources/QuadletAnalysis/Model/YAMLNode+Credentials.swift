extension YAMLNode {
  /// The places of credentials in a document of Kubernetes, as far as the reader of YAML knows them: what a Secret holds,
  /// and the values of variables such as `DB_PASSWORD`.
  public var credentials: [Range<Int>] {
    var places: [Range<Int>] = []
    if self["kind"]?.text == "Secret" {
      for key in ["data", "stringData"] {
        places += self[key]?.entries.map(\.value.place.range) ?? []
      }
    }
    addVariables(to: &places)
    return places.filter { !$0.isEmpty }
  }

  private func addVariables(to places: inout [Range<Int>]) {
    if let name = self["name"]?.text, let value = self["value"], CredentialName.isLikelySecret(name.utf8.span) {
      places.append(value.place.range)
    }
    for entry in entries { entry.value.addVariables(to: &places) }
    for element in elements { element.addVariables(to: &places) }
  }
}
