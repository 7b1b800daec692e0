extension Command {
  static var backupExport: Command {
    Command(
      name: "export",
      summary: "Makes one file of a backup, to be kept elsewhere.",
      discussion: """
        The backup is read and compared first. With --encrypt-to the file can be read only with the key of the recipient; \
        age must be installed.
        """,
      operands: [.backupID, Operand("FILE", .one, help: "the file to make; it must not exist")],
      options: [Option("encrypt-to", .value("RECIPIENT"), help: "encrypt it with age for this public key")]
        + Option.scopes,
      examples: [("leger backup export latest web.tar", "Makes web.tar of the newest backup.")],
      action: { invocation in
        invocation.onHost { () throws(HostFailure) in
          let store = try DeploymentFolders(invocation.hostScope, on: invocation.host).backupStore
          let id = try store.find(invocation.operandTexts[0])
          let path = invocation.absolute(invocation.operands[1])
          try BackupCarrier(store: store).export(id, to: path, recipient: invocation.value("encrypt-to")) {
            invocation.printProgress($0)
          }
          invocation.print("\(id): exported to \(VisibleText.string(invocation.operands[1]))\n")
          return .clean
        }
      }
    )
  }

  static var backupImport: Command {
    Command(
      name: "import",
      summary: "Makes a backup of a file that leger backup export has made.",
      operands: [Operand("FILE", .one, help: "the file")],
      options: [
        Option("identity", .path("KEY-FILE"), help: "the file with the key of what age has encrypted"), .lockTimeout,
      ]
        + Option.scopes,
      examples: [("leger backup import web.tar", "Makes a backup of web.tar; leger restore brings it back.")],
      action: { invocation in
        invocation.changingHost { (deployer) throws(HostFailure) in
          let id = try BackupCarrier(store: deployer.backups).importBackup(
            from: invocation.absolute(invocation.operands[0]),
            identity: invocation.bytes("identity").map(invocation.absolute)
          ) { invocation.printProgress($0) }
          invocation.print("\(id): imported; bring it back with: leger restore \(id)\n")
          return .clean
        }
      }
    )
  }
}

extension Invocation {
  /// A path that the user has typed, from the root.
  fileprivate func absolute(_ path: [UInt8]) -> [UInt8] {
    path.first == UInt8(ascii: "/") ? path : Path.join(host.currentFolder, path)
  }
}
