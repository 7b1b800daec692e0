import Testing

/// Each check of `AttackVerdict` notices what it is for: a campaign that cannot fail would prove nothing.
struct AttackVerdictTests {
  /// A run that went wrong, and what has to be said of it.
  struct Case: Sendable, CustomTestStringConvertible {
    let kind: AttackFailure.Kind
    /// Changes a call of `format units` and its run, in which nothing went wrong.
    let spoil: @Sendable (inout Attack, inout AttackRun) -> Void

    init(_ kind: AttackFailure.Kind, _ spoil: @escaping @Sendable (inout Attack, inout AttackRun) -> Void) {
      (self.kind, self.spoil) = (kind, spoil)
    }

    var testDescription: String { kind.rawValue }
  }

  private static let unit = bytes("work/units/a.container")
  private static let outside = bytes("outside/b.container")

  private static func file(_ text: String, inode: UInt64 = 1) -> TreeRecord.Place {
    TreeRecord.Place(
      kind: 0o100000,
      mode: 0o644,
      owner: [0, 0],
      size: text.utf8.count,
      inode: inode,
      links: 1,
      device: 0,
      times: [1, 1],
      content: bytes(text),
      attributes: ["user.a": bytes("b")]
    )
  }

  /// `leger format units`, which has formatted a file and ended well.
  private static func run() -> (Attack, AttackRun) {
    var attack = Attack()
    attack.command = .format
    attack.arguments = ["format", "units"].map { bytes($0) }
    attack.targets = [bytes("work/units")]
    let before = TreeRecord(places: [unit: file("[Container]\nImage = a\n"), outside: file("c")])
    let after = TreeRecord(places: [unit: file("[Container]\nImage=a\n", inode: 2), outside: file("c")])
    return (attack, AttackRun(targets: attack.targets, before: before, after: after))
  }

  private static func slow(_ attack: inout Attack, _ run: inout AttackRun) {
    attack.output = .slowPipe
    run.output = bytes("a")
    run.reference = AttackRun.Reference(output: bytes("a"), after: run.after, processor: 0, madeOfWritten: [:])
  }

  static let cases: [Case] = [
    Case(.crash) { $1.ending.status = 11 },
    Case(.exitStatus) { $1.ending.status = 70 << 8 },
    Case(.hang) { $1.ending.killed = .tookTooLong },
    Case(.hang) { $1.ending.killed = .printedTooMuch },
    Case(.memory) { $1.ending.killed = .tookTooMuchMemory },
    Case(.memory) { $1.ending.peak = $1.memoryLimit + 1 },
    Case(.control) { $1.output = bytes("a\u{1B}[2J") },
    Case(.control) { $1.messages = bytes("a\r\n") },
    Case(.control) { $1.messages = bytes("a\u{7F}") },
    Case(.control) { $1.messages = bytes("a\u{9B}") },
    Case(.control) { $1.messages = bytes("a\u{202E}") },
    Case(.control) { $1.messages = bytes("a\u{2028}") },
    Case(.control) { $1.messages = bytes("a\u{200B}") },
    Case(.control) { $1.messages = [0x61, 0xFF] },
    Case(.injection) { $1.output = bytes("a\n::error::pwned\n") },
    Case(.outside) { $1.after.places[Self.outside]?.content = bytes("d") },
    Case(.outside) { $1.after.places[Self.outside]?.mode = 0o600 },
    Case(.outside) { $1.after.places[bytes("work/new")] = Self.file("") },
    Case(.outside) {
      $0.arguments.append(bytes("--check"))
      $1.output = bytes("units/a.container\n")
    },
    Case(.gone) { $1.after.places[Self.unit] = nil },
    Case(.leftover) { $1.after.places[bytes("work/units/.leger-1.new")] = Self.file("") },
    Case(.attributes) { $1.after.places[Self.unit]?.mode = 0o600 },
    Case(.attributes) { $1.after.places[Self.unit]?.owner = [1, 0] },
    Case(.attributes) { $1.after.places[Self.unit]?.attributes = [:] },
    Case(.attributes) { $1.before.places[Self.unit]?.links = 2 },
    Case(.lostBytes) { $1.after.places[Self.unit]?.content = bytes("[Container]\n") },
    Case(.lostWrite) {
      $0.disturbances = [Disturbance(action: .overwrite(bytes("x")), path: Self.unit, delay: 0)]
      $1.written = [Disturbance.Written(path: Self.unit, content: bytes("x"))]
    },
    Case(.special) { $1.openedSpecialFiles = [Self.unit] },
    Case(.released) { $1.releasedWriters = [Self.unit] },
    Case(.input) {
      $0.arguments = ["format", "-"].map { bytes($0) }
      $0.input = .pipe(bytes("abc"))
      $1.output = bytes("ab")
      $1.after = $1.before
    },
    Case(.input) {
      $0.arguments = ["format", "-"].map { bytes($0) }
      $0.input = .folder
      $1.after = $1.before
    },
    Case(.output) {
      Self.slow(&$0, &$1)
      $1.output = []
    },
    Case(.output) {
      Self.slow(&$0, &$1)
      $0.output = .full
    },
    Case(.busy) {
      Self.slow(&$0, &$1)
      $1.ending.processor = 1
    },
    Case(.json) {
      $0.command = .validate
      $0.arguments = ["validate", "--json", "units"].map { bytes($0) }
      $1.output = bytes("{")
      $1.after = $1.before
    },
    Case(.programs) { $1.ending.leftPrograms = true },
  ]

  @Test func `a run in which nothing went wrong passes`() {
    let (attack, run) = Self.run()
    #expect(AttackVerdict.failures(attack, run).map(\.detail) == [])
  }

  @Test(arguments: cases)
  func `what went wrong is noticed, and nothing else`(_ sample: Case) {
    var (attack, run) = Self.run()
    sample.spoil(&attack, &run)
    #expect(AttackVerdict.failures(attack, run).map(\.kind) == [sample.kind])
  }

  @Test func `every check has a case`() {
    #expect(Set(Self.cases.map(\.kind)) == Set(AttackFailure.Kind.allCases))
  }
}
