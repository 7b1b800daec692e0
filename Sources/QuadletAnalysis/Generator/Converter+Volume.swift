import QuadletSyntax

/// `.volume`.
extension Converter {
  /// `.volume`: podman volume create.
  mutating func convertVolume() {
    warnOfShortImage()
    begin("Volume", "X-Volume")
    let name = E.keepsText ? ownResourceName(keys.volumeName) : NamedText()
    beginCommand()
    word("volume", "create", "--ignore")
    if let uid = lookup(keys.uid) { option("--uid", uid) }
    if let gid = lookup(keys.gid) { option("--gid", gid) }
    let driver = lookup(keys.driver)
    if let driver { option("--driver", driver) }
    if let driver, equals(driver, "image") {
      addImageDriver(driver)
    } else {
      addMountOptions()
    }
    plainOptions(.last)
    plainOptions(.boolean)
    plainOptions(.all)
    plainOptions(.keyValue)
    arguments(keys.podmanArgs)
    word("", name.text, from: name.value)
    endCommand("ExecStart")
    setOneshotDefaults(remainsAfterExit: true)
  }

  private mutating func addImageDriver(_ driver: Value) {
    guard let image = lookup(keys.image) else {
      refuse(
        .imageDriverWithoutImage,
        .value(driver),
        podman: "the key Image is mandatory when using the image driver"
      )
      return
    }
    let name = imageSource(image)
    word("--opt")
    word("image=", name, from: image)
  }

  private mutating func addMountOptions() {
    var options = Array("o=".utf8)
    func append(_ text: [UInt8]) {
      if options.count > 2 { options.append(UInt8(ascii: ",")) }
      options += text
    }
    if E.keepsText {
      for (key, word) in [(keys.user, "uid"), (keys.group, "gid")] {
        guard let value = lookup(key) else { continue }
        append(Array("\(word)=\(GoNumber.unsigned32(bytes(value), default: 0))".utf8))
      }
      if let copies = boolean(keys.copy) { copies ? word("--opt", "copy") : word("--opt", "nocopy") }
    }
    let device = nonEmpty(keys.device)
    option("--opt", ifPresent: keys.device, prefix: "device=")
    if let type = nonEmpty(keys.type) {
      if let device {
        option("--opt", ifPresent: keys.type, prefix: "type=")
        if target.has(.bindVolumesNeedMount), equals(type, "bind") { requireMount(Array(bytes(device)), from: device) }
      } else {
        refuseWithoutDevice("Type", type)
      }
    }
    if let mountOptions = nonEmpty(keys.options) {
      if device == nil, !target.has(.volumeOptionsWithoutDevice) {
        refuseWithoutDevice("Options", mountOptions)
      } else if E.keepsText {
        append(Array(bytes(mountOptions)))
      }
    }
    if E.keepsText, options.count > 2 {
      word("--opt")
      word("", options, from: lookup(keys.options) ?? lookup(keys.user) ?? lookup(keys.group))
    }
  }

  private mutating func refuseWithoutDevice(_ key: String, _ value: Value) {
    refuse(
      .keyWithoutDevice(key),
      .key(value.assignment),
      podman: "key \(key) can't be used without Device"
    )
  }
}
