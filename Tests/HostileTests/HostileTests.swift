import Foundation
import TestSupport
import Testing

/// A standing campaign of attacks on the program: hostile names, texts, sizes, links, special files, settings, streams,
/// repositories, and folders that change while they are read.
///
/// An attack is made from its number alone. By hand, for as long as one likes:
///
///     LEGER_ATTACK_SECONDS=3600 LEGER_ATTACK_SEED=$RANDOM swift test -c release -Xswiftc -enable-testing --filter HostileTests
///
/// | variable | meaning |
/// |---|---|
/// | `LEGER_ATTACK_SEED` | the number of the first attack (default: 1) |
/// | `LEGER_ATTACKS` | how many attacks; 1 runs one again alone |
/// | `LEGER_ATTACK_SECONDS` | how long, without `LEGER_ATTACKS`; with neither, there is no campaign |
/// | `LEGER_ATTACK_PROGRAM` | the program to attack (default: the leger that was built beside the tests) |
/// | `LEGER_ATTACK_FOLDER` | where the attacks lie (default: `/dev/shm`, or the temporary folder) |
///
/// A failure names the attack's number, what it was made of, what of that it needs, the call and the files. `AttackVerdict` lists
/// what counts as a failure.
@Suite(.serialized) struct HostileTests {
  private static let isWanted = ["LEGER_ATTACKS", "LEGER_ATTACK_SECONDS"].contains {
    Setting.number($0, default: 0) > 0
  }

  @Test(
    .enabled(if: isWanted, "skipped: neither LEGER_ATTACKS nor LEGER_ATTACK_SECONDS says how long to attack"),
    .enabled(if: AttackedProgram.standard != nil, "skipped: there is no leger beside the tests; `swift build` makes it")
  )
  func `no attack crashes it, makes it wait, or makes it lose, write or print what it must not`() throws {
    let program = try #require(AttackedProgram.standard)
    let count = Setting.number("LEGER_ATTACKS", default: 0)
    let campaign = AttackCampaign(
      program,
      start: Setting.number("LEGER_ATTACK_SEED", default: 1),
      count: count > 0 ? count : nil,
      seconds: Double(Setting.number("LEGER_ATTACK_SECONDS", default: 4))
    )
    let discoveries = campaign.run()
    #expect(campaign.total > 0)
    for discovery in discoveries {
      Issue.record(
        "\(discovery.key): \(discovery.count) of \(campaign.total), such as \(discovery.numbers)\n\(discovery.report)"
      )
    }
  }
}
