import QuadletAnalysis

extension OverviewWriter {
  /// Returns leger's own JSON; what is unknown is left out.
  func json() -> [UInt8] {
    var output: [UInt8] = []
    JSONWriter.append(to: &output) { json in
      json.object { json in
        json.field("schema", 1)
        json.field("path", bytes: path)
        json.field("podman", "\(project.target.version)")
        writeLowest(to: &json)
        json.array("units", onLines: true) { json in for unit in overview.units { write(unit, to: &json) } }
        json.array("images", onLines: true) { json in for image in overview.images { write(image, to: &json) } }
        json.array("ports", onLines: true) { json in for port in overview.ports { write(port, to: &json) } }
        json.array("volumes", onLines: true) { json in
          for storage in overview.storage where storage.kind == .volume { write(storage, as: "name", to: &json) }
        }
        json.array("binds", onLines: true) { json in
          for storage in overview.storage where storage.kind == .bind { write(storage, as: "source", to: &json) }
        }
        json.array("networks", onLines: true) { json in
          for network in overview.networks { write(network, to: &json) }
        }
        json.array("secrets", onLines: true) { json in for secret in overview.secrets { write(secret, to: &json) } }
        json.array("environment_files", onLines: true) { json in
          for file in overview.environmentFiles { write(file, to: &json) }
        }
      }
    }
    return output
  }

  private func writeLowest(to json: inout JSONWriter) {
    json.object("lowest_podman") { json in
      json.field("version", "\(overview.lowest.version)")
      guard let reason = overview.lowest.reason else { return }
      json.object("because") { json in
        json.field("path", bytes: project.inventory.path(of: reason.file))
        json.field("line", shownLine(reason.line, of: reason.file))
        if let text = reason.text { json.field("text", text) }
        json.field("refused_by", "\(reason.refusedBy)")
        json.field("message", reason.message)
      }
    }
  }

  private func write(_ unit: ProjectOverview.Unit, to json: inout JSONWriter) {
    json.object { json in
      json.field("unit", bytes: Array(project.name(of: unit.unit)))
      json.field("path", bytes: project.inventory.path(of: project.units[unit.unit].file))
      json.field("kind", project.units[unit.unit].kind.word)
      json.field("service", unit.service)
      if let image = unit.image { json.field("image", HiddenCredentials.hidden(in: image)) }
      json.field("starts_at_boot", unit.startsAtBoot)
      if let refusal = unit.refusal { json.field("refusal", refusal) }
    }
  }

  private func write(_ image: ProjectOverview.Image, to json: inout JSONWriter) {
    json.object { json in
      json.field("image", HiddenCredentials.hidden(in: image.name))
      write(image.users, as: "used_by", to: &json)
      write(image.providers, as: "provided_by", to: &json)
      json.field("built", image.isBuilt)
    }
  }

  private func write(_ port: ProjectOverview.Port, to json: inout JSONWriter) {
    json.object { json in
      json.field("publish", port.text)
      if let address = port.address { json.field("address", address) }
      if let host = port.hostPorts { json.field("host", host) }
      if let container = port.containerPorts { json.field("container", container) }
      if let transport = port.transport { json.field("protocol", transport) }
      write(port.unit, port.place, to: &json)
    }
  }

  private func write(_ storage: ProjectOverview.Storage, as key: StaticString, to json: inout JSONWriter) {
    json.object { json in
      json.field(key, storage.source)
      if let unit = storage.unit { json.field("unit", bytes: Array(project.name(of: unit))) }
      json.array("mounts") { json in
        for mount in storage.mounts {
          json.object { json in
            json.field("destination", mount.destination)
            json.field("read_only", mount.isReadOnly)
            write(mount.unit, mount.place, to: &json)
          }
        }
      }
    }
  }

  private func write(_ network: ProjectOverview.Network, to json: inout JSONWriter) {
    json.object { json in
      json.field("name", network.name)
      if let unit = network.unit { json.field("unit", bytes: Array(project.name(of: unit))) }
      write(network.users, as: "used_by", to: &json)
    }
  }

  private func write(_ secret: SecretUse, to json: inout JSONWriter) {
    json.object { json in
      json.field("name", secret.name)
      if let kind = secret.kind { json.field("type", kind == .environment ? "env" : "mount") }
      json.field("target", secret.destination)
      if let uid = secret.uid { json.field("uid", Int(uid)) }
      if let gid = secret.gid { json.field("gid", Int(gid)) }
      if let mode = secret.mode { json.field("mode", "0" + String(mode, radix: 8)) }
      write(secret.unit, secret.place(in: project), to: &json)
    }
  }

  private func write(_ file: ProjectOverview.EnvironmentFileUse, to json: inout JSONWriter) {
    json.object { json in
      json.field("file", file.path)
      json.field("reader", file.reader.rawValue)
      json.field("optional", file.isOptional)
      if let isThere = file.isThere { json.field("exists", isThere) }
      write(file.unit, file.place, to: &json)
    }
  }

  // MARK: Parts

  private func write(_ unit: Int, _ place: ProjectOverview.Place?, to json: inout JSONWriter) {
    json.field("unit", bytes: Array(project.name(of: unit)))
    guard let place else { return }
    json.field("path", bytes: project.inventory.path(of: place.file))
    json.field("line", shownLine(place.line, of: place.file))
  }

  private func write(_ units: [Int], as key: StaticString, to json: inout JSONWriter) {
    json.array(key) { json in for unit in units { json.element(Array(project.name(of: unit)).span) } }
  }
}
