import Testing

@testable import QuadletAnalysis
@testable import leger

struct StatisticsTests {
  private static let report = Report(
    findings: [
      Located(path: [0x61], rule: .sampleNote, message: "1"), Located(path: [0x62], rule: .sampleNote, message: "2"),
      Located(path: [0x63], rule: .sampleWarning, message: "3"),
      Located(path: [0x64], rule: .sampleWarning, severity: .note, message: "4"),
      Located(path: [0x65], rule: .sampleError, message: "5"),
      Located(path: [0x66], rule: .sampleError, message: "6", fix: Fix(isSafe: true, edits: [])),
      Located(path: [0x67], rule: .sampleWarning, message: "7", fix: Fix(isSafe: true, edits: [])),
    ],
    fileCount: 7
  )

  @Test func worstFirstThenMostThenByName() {
    #expect(
      StatisticsWriter(Self.report).text(.plain) == """
        2  error    unknown-key  1 fixable
        2  warning  odd-value    1 fixable
        2  note     old-key
        1  note     odd-value

        2 errors, 2 warnings, 3 notes in 7 files

        """
    )
  }

  @Test func asJSON() {
    var bytes: [UInt8] = []
    StatisticsWriter(Self.report).writeJSON(to: &bytes)
    #expect(
      String(decoding: bytes, as: UTF8.self) == """
        {"schema":1,"statistics":[
        {"rule":"unknown-key","severity":"error","count":2,"fixable":1},
        {"rule":"odd-value","severity":"warning","count":2,"fixable":1},
        {"rule":"old-key","severity":"note","count":2,"fixable":0},
        {"rule":"odd-value","severity":"note","count":1,"fixable":0}
        ],"summary":{"files":7,"errors":2,"warnings":2,"notes":3}}

        """
    )
  }

  @Test func withoutFindingsThereAreOnlyTotals() {
    #expect(StatisticsWriter(Report(fileCount: 3)).text(.plain) == "no findings in 3 files\n")
  }
}
