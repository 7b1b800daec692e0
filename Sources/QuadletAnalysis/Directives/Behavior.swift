/// Something that the generator does in some Podman releases and not in others.
///
/// When each begins and ends is written in `ReleaseDifference.all`.
public enum Behavior: UInt8, Sendable, CaseIterable {
  case dropIns
  case hierarchicalDropIns
  case dropInsBySpecificity
  case skipsCommentsInContinuation
  case healthyNotify
  case checksPublishedPorts
  case joinsContainerNetworks
  case checksQuadletSection
  case waitsForNetwork
  case trimsAllQuotes
  case trimsMatchedQuotes
  case entrypointAsOneWord
  case escapesSpaces
  case translatesDependencies
  case linksUpheldBy
  case tellsErrorsOneByOne
  case bareEnvironmentNames
  case stopsByName
  case commonStart
  case warnsOfBadExec
  case warnsOfBadAssignments
  case warnsOfServiceUser
  case podAddsEnvironment
  case bindVolumesNeedMount
  case templateSuffixLast
  case namesInstances
  case severalYaml
  case refusesEmptySource
  case buildFileSpecifiers
  case escapesMountPaths
  case artifactMounts
  case mountsVolumesByDefault
  case volumeMountWithoutSource
  case volumeOptionsWithoutDevice
  case keepsPodRestart
  case podIgnoresTemplates

  /// Its bit in a mask.
  private var bit: UInt64 { 1 << UInt64(rawValue) }

  /// The releases in which a behavior begins or ends.
  static var releases: Set<PodmanVersion> {
    Set(ReleaseDifference.all.lazy.filter { $0.begins != nil || $0.ends != nil }.map(\.release))
  }

  /// Returns the bits of all behaviors of a release.
  static func mask(for version: PodmanVersion) -> UInt64 {
    var mask: UInt64 = 0
    for difference in ReleaseDifference.all {
      if difference.release > version { break }
      if let behavior = difference.ends { mask &= ~behavior.bit }
      if let behavior = difference.begins { mask |= behavior.bit }
    }
    return mask
  }
}

/// One difference between two Podman releases in how Quadlet reads units or what it generates from them.
///
/// New unit kinds and keys are not repeated here: `UnitKind` and `Directive` say when they begin.
public struct ReleaseDifference: Sendable {
  /// The first release that has it.
  public let release: PodmanVersion
  /// What the generator does from this release on; nil when no conversion depends on it.
  public let begins: Behavior?
  /// What the generator does up to the release before.
  public let ends: Behavior?
  /// The pull request of containers/podman that made it; a few were merged for a later release and then backported.
  public let pullRequest: Int
  /// What changed, in Markdown: what this release does, then what earlier ones do unless that is clear.
  public let summary: StaticString

  init(
    _ release: PodmanVersion,
    begins: Behavior? = nil,
    ends: Behavior? = nil,
    pullRequest: Int,
    _ summary: StaticString
  ) {
    self.release = release
    self.begins = begins
    self.ends = ends
    self.pullRequest = pullRequest
    self.summary = summary
  }
}

extension ReleaseDifference {
  /// Every difference, oldest release first.
  // swift-format-ignore
  public static let all: [ReleaseDifference] = [
    ReleaseDifference(.podman(4, 4), begins: .checksPublishedPorts, pullRequest: 16035,
      "The generator checks the form of `PublishPort=`, and refuses a unit whose port it cannot read."),
    ReleaseDifference(.podman(4, 5), pullRequest: 17857,
      "The source of a `Volume=` may be relative to the unit file: `./data` or `../data`."),
    ReleaseDifference(.podman(4, 5), pullRequest: 17930,
      "A path that begins with a systemd specifier, as in `%h/data`, counts as absolute."),
    ReleaseDifference(.podman(4, 5), pullRequest: 18178,
      "Without `LogDriver=`, the log driver is the one that Podman is configured with, no longer `passthrough`."),
    ReleaseDifference(.podman(4, 5, 1), pullRequest: 18362,
      "`AddDevice=-/dev/NAME` skips a device that does not exist."),
    ReleaseDifference(.podman(4, 6), pullRequest: 18446,
      "Rootless units are also read from `/etc/containers/systemd/users` and its subfolder named after the user ID."),
    ReleaseDifference(.podman(4, 6), pullRequest: 18828,
      "The generator exits with status 1 when it reports an error."),
    ReleaseDifference(.podman(4, 6, 1), pullRequest: 19387,
      "If several folders contain a unit with the same file name, only the first is used."),
    ReleaseDifference(.podman(4, 7), pullRequest: 18830,
      "Units are also read from subfolders of the search folders."),
    ReleaseDifference(.podman(4, 8), pullRequest: 20085,
      "Stopping a container's service removes the container's anonymous volumes as well."),
    ReleaseDifference(.podman(5, 0), begins: .dropIns, pullRequest: 20828,
      "Drop-ins are read: the files named `*.conf` in `NAME.container.d/`, and likewise for the other unit kinds."),
    ReleaseDifference(.podman(5, 0), pullRequest: 21068, """
      `[Install]` of a template is used: `DefaultInstance=` says which instance to enable, and so does a link such as \
      `web@one.container` to `web@.container`. The containers of a template are named `systemd-%p_%i`.
      """),
    ReleaseDifference(.podman(5, 0), begins: .healthyNotify, pullRequest: 20714, """
      `Notify=healthy` starts the service only once the container's health check succeeds. Earlier releases read the \
      word as false.
      """),
    ReleaseDifference(.podman(5, 0), begins: .trimsAllQuotes, pullRequest: 21000, """
      Double quotes at both ends of a value that is read as a whole, such as `Image=`, are removed, however many there \
      are and whether or not they match.
      """),
    ReleaseDifference(.podman(5, 0), begins: .entrypointAsOneWord, pullRequest: 20905, """
      The new key `Entrypoint=` becomes one word, `--entrypoint=VALUE`, and clears the image's entry point when it is \
      empty.
      """),
    ReleaseDifference(.podman(5, 0), pullRequest: 21556,
      "A comment line that ends in a backslash no longer continues on the next line."),
    ReleaseDifference(.podman(5, 2), begins: .hierarchicalDropIns, pullRequest: 23265, """
      Drop-ins are also read from folders that are shared between units: `container.d/` for all containers, and \
      `web-.container.d/` for those whose names begin with `web-`.
      """),
    ReleaseDifference(.podman(5, 2), pullRequest: 22057, """
      The services of `.container`, `.image` and `.build` units have `Wants=` and `After=` for \
      `network-online.target`.
      """),
    ReleaseDifference(.podman(5, 3), ends: .checksPublishedPorts, pullRequest: 24119, """
      `PublishPort=` is no longer checked, so it may contain variables and specifiers that systemd fills in. A wrong \
      port is reported only when the service starts.
      """),
    ReleaseDifference(.podman(5, 3), begins: .joinsContainerNetworks, pullRequest: 23814, """
      `Network=NAME.container` joins the network of that container and makes the service depend on that container's \
      service. Earlier releases read the value as the name of a network.
      """),
    ReleaseDifference(.podman(5, 3), begins: .checksQuadletSection, pullRequest: 24194, """
      The generator reads the section `[Quadlet]`, and an unknown key in it is an error. Earlier releases ignore the \
      section.
      """),
    ReleaseDifference(.podman(5, 3), begins: .waitsForNetwork, pullRequest: 24305, """
      The services of all unit kinds wait for the network unless `DefaultDependencies=false` is set in `[Quadlet]`: \
      rootful ones for `network-online.target`, rootless ones for `podman-user-wait-network-online.service`.
      """),
    ReleaseDifference(.podman(5, 3), ends: .entrypointAsOneWord, pullRequest: 24128, """
      Most options and their values are two words of the podman command, `--entrypoint VALUE`, so that systemd can \
      expand variables in the value. An empty `Entrypoint=` is therefore ignored.
      """),
    ReleaseDifference(.podman(5, 3), pullRequest: 23449, """
      A `.network` or `.volume` unit that is referred to but does not exist is an error. Earlier releases generate the \
      service, which then fails to start.
      """),
    ReleaseDifference(.podman(5, 3), pullRequest: 24449,
      "The source of a `Mount=type=image` may be a `.image` unit."),
    ReleaseDifference(.podman(5, 3), pullRequest: 23366, """
      Units are also read from `/run/containers/systemd`, and for rootless services from \
      `$XDG_RUNTIME_DIR/containers/systemd`.
      """),
    ReleaseDifference(.podman(5, 3), pullRequest: 24018,
      "Search folders and their subfolders may be symbolic links."),
    ReleaseDifference(.podman(5, 3), pullRequest: 24334, """
      `Type=`, `RemainAfterExit=` and `SyslogIdentifier=` in `[Service]` of a `.volume`, `.network`, `.image` or \
      `.build` unit are kept. The service of a `.build` unit no longer has `RemainAfterExit=yes` by default.
      """),
    ReleaseDifference(.podman(5, 3), pullRequest: 23676,
      "The infra container of a pod is named after the pod, with `-infra` at the end."),
    ReleaseDifference(.podman(5, 3, 2), pullRequest: 24643, """
      `Pull=` of a `.build` unit becomes one word, `--pull=POLICY`. In 5.3.0 and 5.3.1 the build fails, because \
      podman reads the policy as the build context.
      """),
    ReleaseDifference(.podman(5, 4), begins: .skipsCommentsInContinuation, pullRequest: 24825, """
      Comments and empty lines between the lines of a continued value are skipped. Earlier releases make the comment \
      part of the value.
      """),
    ReleaseDifference(.podman(5, 4), pullRequest: 24987,
      "A line that begins with `;` is a comment, and one that begins with `:` no longer is."),
    ReleaseDifference(.podman(5, 4), pullRequest: 25011,
      "Octal escapes in a value are read as such: `\\101` is the letter A."),
    ReleaseDifference(.podman(5, 4), pullRequest: 24794,
      "`Network=NAME.container` works in whatever order the generator converts the two units."),
    ReleaseDifference(.podman(5, 5), begins: .escapesSpaces, pullRequest: 25722,
      "A space within a word of the podman command is written as `\\x20`. Earlier releases put the word in quotes."),
    ReleaseDifference(.podman(5, 5), begins: .translatesDependencies, pullRequest: 25899, """
      Quadlet units named in `[Unit]`, as in `After=db.container`, are translated to their services, and one that does \
      not exist is an error. Earlier releases pass on the name, which systemd does not know.
      """),
    ReleaseDifference(.podman(5, 5), begins: .linksUpheldBy, pullRequest: 25699,
      "`UpheldBy=` in `[Install]` enables the service. Earlier releases ignore it."),
    ReleaseDifference(.podman(5, 5), begins: .tellsErrorsOneByOne, pullRequest: 25452, """
      Each error is reported on its own as soon as it is found, and "processing encountered some errors" comes last. \
      Earlier releases report all errors in one message at the end.
      """),
    ReleaseDifference(.podman(5, 5), begins: .warnsOfBadAssignments, pullRequest: 25452, """
      A bad escape in `Environment=`, `Label=` or another list of assignments, which makes Podman drop the whole line, \
      causes a warning. Earlier releases drop the line silently.
      """),
    ReleaseDifference(.podman(5, 6), begins: .dropInsBySpecificity, pullRequest: 26557, """
      If several drop-ins have the same file name, the one in the most specific folder counts. Earlier releases prefer \
      the one in the first search folder.
      """),
    ReleaseDifference(.podman(5, 6), begins: .bareEnvironmentNames, pullRequest: 26322, """
      A word without `=` in `Environment=`, `Label=` or another list of assignments is passed on, and podman takes the \
      value of such a variable from its own environment. Earlier releases drop the word.
      """),
    ReleaseDifference(.podman(5, 6), begins: .stopsByName, pullRequest: 26007, """
      Containers and pods are stopped, removed and joined by name. `%t/%N.cid` and `%t/%N.pod-id` are no longer \
      written.
      """),
    ReleaseDifference(.podman(5, 6), begins: .commonStart, pullRequest: 26001, """
      All unit kinds are converted in the same order: keys are checked before anything else, and the lines that the \
      generator adds to `[Unit]` always come in the same order.
      """),
    ReleaseDifference(.podman(5, 6), begins: .warnsOfBadExec, pullRequest: 26563, """
      A bad escape in `Exec=` or `ReloadCmd=`, which makes Podman drop the whole value, causes a warning. Earlier \
      releases drop the value silently.
      """),
    ReleaseDifference(.podman(5, 6), begins: .warnsOfServiceUser, pullRequest: 26552,
      "`User=`, `Group=` and `DynamicUser=` in `[Service]` cause a warning."),
    ReleaseDifference(.podman(5, 6), begins: .podAddsEnvironment, pullRequest: 26522, """
      `Environment=` in `[Service]` of a `.pod` unit is kept. In earlier releases, the generator's own line replaces \
      the last one.
      """),
    ReleaseDifference(.podman(5, 6), begins: .bindVolumesNeedMount, pullRequest: 26282,
      "The service of a `.volume` unit with `Type=bind` requires the mount that contains the path in `Device=`."),
    ReleaseDifference(.podman(5, 6), begins: .mountsVolumesByDefault, pullRequest: 26235,
      "A `Mount=` without a type mounts a volume. Earlier releases refuse it."),
    ReleaseDifference(.podman(5, 7), begins: .templateSuffixLast, pullRequest: 27169, """
      The service of a template such as `data@.volume` is named `data-volume@.service`. Earlier releases name it \
      `data@-volume.service`, which systemd reads as an instance of `data@.service`.
      """),
    ReleaseDifference(.podman(5, 7), begins: .namesInstances, pullRequest: 27169, """
      Each instance of a `.volume` or `.network` template has its own volume or network: `data@.volume` makes \
      `systemd-data-%i`. Earlier releases name it `systemd-data@`.
      """),
    ReleaseDifference(.podman(5, 7), begins: .severalYaml, pullRequest: 27340,
      "`Yaml=` may be given several times, and may name several files."),
    ReleaseDifference(.podman(5, 7), begins: .refusesEmptySource, pullRequest: 26977,
      "A `Mount=` without a source is an error. It makes earlier releases crash, so no unit is generated at all."),
    ReleaseDifference(.podman(5, 7), begins: .buildFileSpecifiers, pullRequest: 27027,
      "`File=` of a `.build` unit may begin with a systemd specifier, which makes it absolute."),
    ReleaseDifference(.podman(5, 7), begins: .artifactMounts, pullRequest: 26624,
      "The source of a `Mount=type=artifact` may be a `.artifact` unit."),
    ReleaseDifference(.podman(5, 8), begins: .escapesMountPaths, pullRequest: 27385,
      "Paths in `RequiresMountsFor=` are escaped, so bind mounts may contain spaces."),
    ReleaseDifference(.podman(5, 8, 2), begins: .trimsMatchedQuotes, ends: .trimsAllQuotes, pullRequest: 28414, """
      Double quotes around a value that is read as a whole are removed only as a pair, and only one pair. Earlier \
      releases also remove a lone quote, which breaks a `HealthCmd=` that ends in one.
      """),
    ReleaseDifference(.podman(5, 8, 2), begins: .entrypointAsOneWord, pullRequest: 28279,
      "`Entrypoint=` is one word again, `--entrypoint=VALUE`, and an empty one clears the image's entry point."),
    ReleaseDifference(.podman(6, 0), begins: .volumeMountWithoutSource, pullRequest: 28500,
      "A `Mount=` of type `volume` needs no source; podman then creates an anonymous volume."),
    ReleaseDifference(.podman(6, 0), begins: .volumeOptionsWithoutDevice, pullRequest: 28161,
      "`Options=` of a `.volume` unit needs no `Device=`."),
    ReleaseDifference(.podman(6, 0), begins: .keepsPodRestart, pullRequest: 28099,
      "`Restart=` in `[Service]` of a `.pod` unit is kept. Earlier releases set it to `on-failure`."),
    ReleaseDifference(.podman(6, 0), begins: .podIgnoresTemplates, pullRequest: 27860, """
      The service of a pod no longer has `Wants=` and `Before=` for template containers, since a template itself \
      cannot be started.
      """),
    ReleaseDifference(.podman(6, 0), pullRequest: 28232,
      "Rootless units are also read from `/usr/share/containers/systemd/users`."),
  ]
}
