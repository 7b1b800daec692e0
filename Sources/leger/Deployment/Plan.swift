/// What a command does to a host, step by step: a value that is printed, stored in the journal and executed.
///
/// Each step can be repeated: done once more, it finds that nothing is left to do. So a plan can be begun again from its
/// start after a crash at any point.
struct Plan: Codable, Equatable, Sendable {
  /// A name that an image has or gets.
  struct ImageTag: Codable, Equatable, Sendable {
    let id: String
    let reference: String
  }

  /// A file that gets other content, appears or goes.
  struct FileChange: Codable, Equatable, Sendable {
    /// The path within the deployment's folder.
    let path: String
    /// What the file holds before; nil when it does not exist.
    let old: DeployedFile?
    /// What it holds afterwards; nil when it goes.
    let new: DeployedFile?
  }

  /// A file or folder that gets another place, with paths within the folder of all units.
  struct Move: Codable, Equatable, Sendable {
    let from: String
    let to: String

    var reversed: Move { Move(from: to, to: from) }
  }

  /// A secret of podman that appears, gets another value, or goes; the values are in the store alone.
  struct SecretChange: Codable, Equatable, Sendable {
    let podmanName: String
    /// Its name in the store.
    let name: String
    /// The version that podman has before; nil when it has no such secret.
    let old: UInt32?
    /// The version that it has afterwards; nil when the secret goes.
    let new: UInt32?

    var reversed: SecretChange { SecretChange(podmanName: podmanName, name: name, old: new, new: old) }
  }

  /// A command that runs in a container.
  struct ContainerCommand: Codable, Equatable, Sendable {
    let container: String
    let words: [String]
  }

  /// A service that systemd must have loaded.
  struct LoadedService: Codable, Equatable, Sendable {
    let name: String
    /// The path of the unit that it is generated from.
    let sourcePath: String
    /// The digest of its text, without what differs from run to run.
    let digest: String
  }

  enum Step: Codable, Equatable, Sendable {
    /// Gets an image, unless it exists already.
    case pull(reference: String, isForced: Bool)
    /// Runs the command of an `.image` or `.build` unit, all words after `podman`, in a folder.
    case makeImage(service: String, command: [String], folder: String)
    /// Gives images a name of leger's own, so that neither a moved tag nor a prune takes the way back.
    case keep(images: [ImageTag], references: [String])
    /// Makes a version of a secret the active one in the store.
    case activate(secret: String, version: UInt32)
    /// Gives podman secrets from the store.
    case secrets([SecretChange])
    /// Stops services in this order, while their old definition is loaded, until their containers are gone.
    case stop([String])
    /// Keeps the processes of containers from running, and lets them run on.
    case pause([String])
    case unpause([String])
    /// Runs commands in containers.
    case runInContainers([ContainerCommand])
    /// Makes a backup of the deployment as it is.
    case backUp(BackupOrder)
    /// Reads the data of a backup into temporary volumes.
    case readVolumes(VolumeSwap)
    /// Puts that data into place.
    case swapVolumes(VolumeSwap)
    /// Puts back the data that was there before.
    case swapVolumesBack(VolumeSwap)
    /// Puts files in their place.
    case files([FileChange])
    /// Has podman put files, all of them new, in their place.
    case installNatively([FileChange])
    /// Moves files and folders of running services, which keep what they have mounted.
    case move([Move])
    /// Makes systemd load the units.
    case reload
    /// Checks that systemd has loaded these services, and from these units.
    case verify([LoadedService])
    /// Removes networks, which their services make anew.
    case removeNetworks([String])
    /// Gives images names that have moved since.
    case tag([ImageTag])
    /// Starts services in this order.
    case start([String])
    /// Waits until services are up and healthy, and then whether they stay so.
    case watch([String], probe: String?)
  }

  var steps: [Step]
  /// Facts that the user should know before it happens.
  var notes: [String] = []

  /// The index of the first step that stops a service or changes a file; what comes before it is only tidied up.
  var firstChange: Int {
    steps.firstIndex { step in
      switch step {
      case .pull, .makeImage, .keep, .readVolumes, .secrets: false
      default: true
      }
    } ?? steps.count
  }

  /// The index of the first step after those that only stop services: until then, starting them again, with the secrets that
  /// they had, is the whole way back.
  var firstLastingChange: Int {
    steps.firstIndex { step in
      switch step {
      case .pull, .makeImage, .keep, .readVolumes, .activate, .secrets, .stop, .pause, .unpause, .runInContainers,
        .backUp:
        false
      default: true
      }
    } ?? steps.count
  }

  /// The files that get other content, appear or go.
  var fileChanges: [FileChange] {
    steps.flatMap { step -> [FileChange] in
      switch step {
      case .files(let changes), .installNatively(let changes): changes
      default: []
      }
    }
  }

  /// The services that it stops, and those that it starts, in its order.
  var stopped: [String] { steps.flatMap { step -> [String] in if case .stop(let names) = step { names } else { [] } } }
  var started: [String] { steps.flatMap { step -> [String] in if case .start(let names) = step { names } else { [] } } }

  /// Whether it makes a backup.
  var backsUp: Bool { steps.contains { step -> Bool in if case .backUp = step { true } else { false } } }

  /// Whether it makes images.
  var builds: Bool { steps.contains { step -> Bool in if case .makeImage = step { true } else { false } } }

  /// Whether nothing happens.
  var isEmpty: Bool { steps.isEmpty }

  /// The plan without the steps that do nothing.
  init(_ steps: [Step], notes: [String] = []) {
    self.steps = steps.filter { !$0.isEmpty }
    self.notes = notes
  }
}

extension Plan.Step {
  fileprivate var isEmpty: Bool {
    switch self {
    case .pull, .makeImage, .activate, .reload, .backUp: false
    case .pause(let ids), .unpause(let ids): ids.isEmpty
    case .runInContainers(let commands): commands.isEmpty
    case .readVolumes(let swap), .swapVolumes(let swap), .swapVolumesBack(let swap): swap.volumes.isEmpty
    case .keep(let images, let references): images.isEmpty && references.isEmpty
    case .secrets(let changes): changes.isEmpty
    case .stop(let names), .start(let names), .removeNetworks(let names): names.isEmpty
    case .files(let changes), .installNatively(let changes): changes.isEmpty
    case .move(let moves): moves.isEmpty
    case .verify(let services): services.isEmpty
    case .tag(let tags): tags.isEmpty
    case .watch(let names, let probe): names.isEmpty && probe == nil
    }
  }

  /// What is happening, for a line of progress.
  var progress: String {
    switch self {
    case .pull(let reference, _): "pulling \(reference)"
    case .makeImage(let service, _, _): "making the image of \(service)"
    case .keep: "keeping the images in use"
    case .activate(let name, let version): "activating version \(version) of \(name)"
    case .secrets(let changes): "giving podman the secrets \(Self.list(changes.map(\.podmanName)))"
    case .stop(let names): "stopping \(Self.list(names))"
    case .pause(let names): "pausing \(Self.list(names))"
    case .unpause(let names): "unpausing \(Self.list(names))"
    case .runInContainers(let commands): "running a command in \(Self.list(commands.map(\.container)))"
    case .backUp(let order): "making the backup \(order.record.id)"
    case .readVolumes(let swap): "reading the backup \(swap.backup)"
    case .swapVolumes(let swap): "putting the data of \(Self.list(swap.volumes.map(\.archived.shownName))) into place"
    case .swapVolumesBack(let swap):
      swap.volumes.allSatisfy(\.isNew)
        ? "removing the volumes that were made"
        : "putting the old data of \(Self.list(swap.volumes.map(\.archived.shownName))) back"
    case .files(let changes):
      (changes.allSatisfy { $0.new == nil } ? "removing " : "writing ")
        + (changes.count == 1 ? changes[0].path : "\(changes.count) files")
    case .installNatively(let changes):
      "having podman install \(changes.count == 1 ? changes[0].path : "\(changes.count) files")"
    case .move(let moves): "moving \(moves.count == 1 ? moves[0].from : "\(moves.count) files")"
    case .reload: "reloading systemd"
    case .verify: "comparing what systemd has loaded"
    case .removeNetworks(let names): "removing \(Self.list(names))"
    case .tag: "checking the tags of images"
    case .start(let names): "starting \(Self.list(names))"
    case .watch(let names, let probe): "watching \(Self.list(names + (probe.map { [$0] } ?? [])))"
    }
  }

  private static func list(_ names: [String]) -> String {
    names.count > 3 ? "\(names[0]) and \(names.count - 1) more" : names.joined(separator: ", ")
  }

  /// The lines of the step in a plan: a verb, and what it is done to.
  var lines: [(verb: String, object: String)] {
    switch self {
    case .pull(let reference, _): [("pull", reference)]
    case .makeImage(let service, let command, _):
      [(command.first == "build" ? "build" : "pull", "the image of \(service)")]
    case .keep: []
    case .activate(let name, let version): [("use", "version \(version) of the secret \(name)")]
    case .secrets(let changes):
      changes.map { change in
        let version = change.new.map { ", version \($0) of \(change.name)" } ?? ""
        return (
          change.old == nil ? "add" : change.new == nil ? "remove" : "replace", "secret \(change.podmanName)\(version)"
        )
      }
    case .stop(let names): names.map { ("stop", $0) }
    case .pause(let names): names.map { ("pause", $0) }
    case .unpause(let names): names.map { ("unpause", $0) }
    case .runInContainers(let commands):
      commands.map { ("run", "in \($0.container): \($0.words.joined(separator: " "))") }
    case .backUp(let order):
      order.volumes.isEmpty
        ? [("backup", "the units")] : order.volumes.map { ("backup", $0.hostFolder ?? "volume \($0.name)") }
    case .readVolumes(let swap): [("read", swap.backup)]
    case .swapVolumes(let swap):
      swap.volumes.map { volume in
        volume.archived.hostFolder.map { ("replace", $0) }
          ?? (volume.isNew ? "add" : "replace", "volume \(volume.archived.name)")
      }
    case .swapVolumesBack: []
    case .files(let changes), .installNatively(let changes):
      changes.map { ($0.old == nil ? "add" : $0.new == nil ? "delete" : "change", $0.path) }
    case .move(let moves): moves.map { ("move", "\($0.from) to \($0.to)") }
    case .reload: [("reload", "systemd")]
    case .verify: []
    case .removeNetworks(let names): names.map { ("remove", "network \($0)") }
    case .tag(let tags): tags.map { ("tag", "\($0.id.prefix(12)) as \($0.reference)") }
    case .start(let names): names.map { ("start", $0) }
    case .watch(let names, let probe):
      [("watch", (names + (probe.map { ["probe \($0)"] } ?? [])).joined(separator: ", "))]
    }
  }
}

extension Plan {
  /// The plan for people, a line for each thing that happens, then the notes.
  var text: String {
    var output = ""
    for step in steps { for line in step.lines { output += "  \(line.verb.padded(to: 8))\(visible(line.object))\n" } }
    for note in notes { output += "note: \(visible(note))\n" }
    return output
  }

  private func visible(_ text: String) -> String { VisibleText.string(Array(text.utf8)) }
}
