extension Command {
  /// `leger volume-data`: what leger runs in podman's user namespace.
  static let volumeData = Command(
    name: "volume-data",
    summary: "Looks at the data of a volume, or changes it, for other commands of leger.",
    operands: [
      Operand(
        "VERB",
        .one,
        .choice(["count", "settle", "exchange"] + VolumeTool.AsideVerb.allCases.map(\.rawValue)),
        help: "what to do"
      ),
      Operand("PATH", .oneOrMore, help: "the folder of a volume; to exchange, another one and the number of its inode"),
    ],
    isHidden: true,
    action: { invocation in
      invocation.onHost { () throws(HostFailure) in
        let operands = invocation.operands
        switch (invocation.operandTexts[0], operands.count) {
        case ("count", 2):
          invocation.console.standardOutput(JSONText.encode(try VolumeFolder.census(operands[1])))
        case ("settle", 2):
          let text: [UInt8]
          do throws(ReadFailure) { text = try invocation.host.readInput(limit: 16 << 20) } catch {
            throw HostFailure(.usage, "standard input cannot be read: \(error.message)")
          }
          guard let root = JSONText.decode(VolumeFolder.Root.self, from: text) else {
            throw HostFailure(.usage, "standard input does not say what the folder should be")
          }
          try VolumeFolder.settle(operands[1], root)
        case ("exchange", 4):
          guard let inode = UInt64(invocation.operandTexts[3]) else {
            throw HostFailure(.usage, "\(VisibleText.quoted(operands[3])) is not the number of an inode")
          }
          try VolumeFolder.exchange(operands[1], with: operands[2], toHave: inode)
        case (let verb, 2):
          switch VolumeTool.AsideVerb(rawValue: verb) {
          case .aside?: try VolumeFolder.setAside(operands[1])
          case .back?: try VolumeFolder.bringBack(operands[1])
          case .finish?: try VolumeFolder.removeOld(operands[1])
          case nil: throw HostFailure(.usage, "this command is for leger itself")
          }
        default: throw HostFailure(.usage, "this command is for leger itself")
        }
        return .clean
      }
    }
  )
}
