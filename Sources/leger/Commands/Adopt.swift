extension Command {
  /// `leger adopt`: takes over units that someone else installed.
  static let adopt = Command(
    name: "adopt",
    group: "Deployments",
    summary: "Takes over units that someone else installed, without a restart.",
    discussion: """
      NAME is a folder among Podman's units, or what flat units are called: web takes web.container, web-db.container and \
      so on, with their drop-ins and the files that they name by relative path. Flat units move into a folder of their own. \
      After you have edited adopted units, adopt them again to record the new state.
      """,
    operands: [.deployment(.one, "a folder of units, or the first part of the names of flat units")],
    options: [.dryRun, .yes, .lockTimeout, .ofUser, .ofSystem],
    examples: [("leger adopt web", "Makes a deployment of what is installed as web.")],
    action: { invocation in
      invocation.changingHost { (deployer) throws(HostFailure) in
        let typed = invocation.operands[0]
        if UnitPlace(typed) != nil {
          throw HostFailure(
            .usage,
            "\(VisibleText.quoted(typed)) is a unit, and adopt takes all units whose names begin so",
            help: "leger adopt \(VisibleText.string(Array(Path.name(of: typed).prefix { $0 != UInt8(ascii: ".") })))"
          )
        }
        let name = try invocation.deploymentName()
        let (candidate, plan, back) = try Adoption(of: name, deployer).prepare()
        let text =
          plan.text.isEmpty
          ? "  record  \(Report.counted(candidate.content.count, "file")); nothing moves\n" : plan.text
        invocation.print("\(name), \(Report.counted(candidate.services.all.count, "service"))\n\(text)")
        if invocation.flag("dry-run") { return .clean }
        try invocation.confirm("Adopt \(name)?")
        let plans = Planner.Plans(forward: plan, back: back)
        let prepared = Deployer.Prepared(
          name: name,
          plans: plans,
          old: try deployer.installed(name),
          new: candidate,
          problems: []
        )
        try deployer.carryOut(prepared, command: invocation.commandLine, HealthWatch.Limits())
        invocation.print("\(name): adopted\n")
        return .clean
      }
    }
  )
}
