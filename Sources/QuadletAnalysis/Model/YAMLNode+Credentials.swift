extension YAMLNode {
  /// The places of credentials in a document of Kubernetes, as far as the reader of YAML knows them: what a Secret holds,
  /// and the values of keys and variables such as `DB_PASSWORD`.
  public var credentials: [Range<Int>] {
    var places: [Range<Int>] = []
    if self["kind"]?.text == "Secret" {
      for key in ["data", "stringData"] { self[key]?.addScalars(to: &places) }
    }
    addNamed(to: &places)
    return places.filter { !$0.isEmpty }
  }

  private func addNamed(to places: inout [Range<Int>]) {
    if let name = self["name"]?.text, CredentialName.isLikelySecret(name.utf8.span) {
      self["value"]?.addScalars(to: &places)
    }
    for entry in entries {
      // Under "secret" and the like, Kubernetes has names.
      if entry.value.text != nil, let key = entry.key.text, key.lowercased() != "secret",
        CredentialName.isLikelySecret(key.utf8.span)
      {
        places.append(entry.value.place.range)
      }
      entry.value.addNamed(to: &places)
    }
    for element in elements { element.addNamed(to: &places) }
  }

  private func addScalars(to places: inout [Range<Int>]) {
    if text != nil { places.append(place.range) }
    for entry in entries { entry.value.addScalars(to: &places) }
    for element in elements { element.addScalars(to: &places) }
  }
}
