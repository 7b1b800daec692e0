import QuadletSyntax
import Testing

@testable import QuadletAnalysis
@testable import leger

struct MachineReportTests {
  @Test func json() {
    #expect(
      Report.sample.rendered(.json) == #"""
        {"schema":1,"findings":[
        {"path":"./z/odd, 100%.pod","line":1,"column":1,"end_line":1,"end_column":1,"severity":"note","rule":"old-key","message":"a\nb <c> & \"d\""},
        {"path":"v.volume","line":2,"column":8,"end_line":2,"end_column":9,"severity":"warning","rule":"odd-value","message":"odd","prevents_start":true},
        {"path":"web.container","line":2,"column":1,"end_line":2,"end_column":13,"severity":"error","rule":"unknown-key","message":"unknown key \"PublishPorts\"","help":"did you mean \"PublishPort\"?","podman":"unsupported key 'PublishPorts'","fix":{"safe":true,"edits":[{"start":12,"end":24,"text":"PublishPort"}]}}
        ],"summary":{"files":12,"errors":1,"warnings":1,"notes":1}}

        """#
    )
    let empty = #"{"schema":1,"findings":[],"summary":{"files":0,"errors":0,"warnings":0,"notes":0}}"# + "\n"
    #expect(Report().rendered(.json) == empty)
  }

  @Test func github() {
    #expect(
      Report.sample.rendered(.github) == """
        ::notice file=z/odd%2C 100%25.pod,line=1,endLine=1,col=1,endColumn=1,title=old-key::a%0Ab <c> & "d"
        ::warning file=v.volume,line=2,endLine=2,col=8,endColumn=9,title=odd-value::odd
        ::error file=web.container,line=2,endLine=2,col=1,endColumn=13,title=unknown-key::unknown key "PublishPorts"%0Adid you mean "PublishPort"?

        """
    )
    let lines = Located.sample("a=\\\nb\n", at: "\\\nb", in: "a:\r\n.pod")
    #expect(
      Report(findings: [lines]).rendered(.github)
        == "::error file=a%3A␍␊.pod,line=1,endLine=2,title=unknown-key::wrong\n"
    )
  }

  @Test func gitlab() {
    #expect(
      Report.sample.rendered(.gitlab) == #"""
        [
        {"description":"a\nb <c> & \"d\"","check_name":"old-key","fingerprint":"22B888D525FB13C5:1","severity":"info","location":{"path":"z/odd, 100%.pod","lines":{"begin":1}}},
        {"description":"odd","check_name":"odd-value","fingerprint":"FFB5D4E3758940A1:1","severity":"major","location":{"path":"v.volume","lines":{"begin":2}}},
        {"description":"unknown key \"PublishPorts\"","check_name":"unknown-key","fingerprint":"D32FD3FA2057EAE6:1","severity":"critical","location":{"path":"web.container","lines":{"begin":2}}}
        ]

        """#
    )
    #expect(Report().rendered(.gitlab) == "[]\n")
  }

  @Test func fingerprintsFollowTheLineAndAreUnique() {
    var fingerprints = Fingerprint()
    let first = fingerprints.next(for: .sample("a=b\n", at: "b"))
    let second = fingerprints.next(for: .sample("# new\na=b\n", at: "b"))
    #expect(first.dropLast(2) == second.dropLast(2))
    #expect(first.hasSuffix(":1") && second.hasSuffix(":2"))
    let others = [
      Located.sample("a=b\n", at: "b", in: "x.pod"), .sample("a=c\n", at: "c"),
      .sample("a=b\n", at: "b", rule: .sampleWarning),
    ]
    for other in others { #expect(fingerprints.next(for: other).hasSuffix(":1")) }
    // What is remembered of one line is not that of the next.
    for (line, text) in [(1, "x=1\n"), (2, "\nx=2\n"), (3, "\n\nx=3\n")] {
      let next = Located.sample(text, at: "x", in: "y.pod")
      #expect(next.line == line)
      #expect(fingerprints.next(for: next).hasSuffix(":1"))
    }
  }

  @Test func junit() {
    #expect(
      Report.sample.rendered(.junit) == #"""
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites name="leger" tests="3" failures="2" errors="0">
        <testsuite name="./z/odd, 100%.pod" tests="1" failures="0" errors="0">
        <testcase classname="./z/odd, 100%.pod" name="old-key at 1:1" file="./z/odd, 100%.pod" line="1"><system-out>./z/odd, 100%.pod:1:1: note: a&#10;b &lt;c&gt; &amp; &quot;d&quot;</system-out></testcase>
        </testsuite>
        <testsuite name="v.volume" tests="1" failures="1" errors="0">
        <testcase classname="v.volume" name="odd-value at 2:8" file="v.volume" line="2"><failure message="odd" type="odd-value">v.volume:2:8: warning: odd</failure></testcase>
        </testsuite>
        <testsuite name="web.container" tests="1" failures="1" errors="0">
        <testcase classname="web.container" name="unknown-key at 2:1" file="web.container" line="2"><failure message="unknown key &quot;PublishPorts&quot;" type="unknown-key">web.container:2:1: error: unknown key &quot;PublishPorts&quot;&#10;did you mean &quot;PublishPort&quot;?&#10;podman: unsupported key &apos;PublishPorts&apos;</failure></testcase>
        </testsuite>
        </testsuites>

        """#
    )
    #expect(
      Report(fileCount: 2).rendered(.junit) == """
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites name="leger" tests="1" failures="0" errors="0">
        <testsuite name="leger" tests="1" failures="0" errors="0">
        <testcase classname="leger" name="no findings in 2 files"/>
        </testsuite>
        </testsuites>

        """
    )
  }

  @Test func oddPathsBreakNothing() {
    let path: [UInt8] = Array("a\"\n\u{1B}[31m/\u{FFFE}".utf8) + [0xFF] + Array(".pod".utf8)
    let report = Report(findings: [.sample(Array("x\n".utf8), at: [0x78], in: path)], fileCount: 1)
    #expect(report.rendered(.concise) == "a\"␊␛[31m/<U+FFFE>�.pod:1:1: error: wrong [unknown-key]\n")
    #expect(report.rendered(.json).contains(#""path":"a\"\n\u001b[31m/\uFFFE�.pod","#))
    #expect(report.rendered(.junit).contains("<testsuite name=\"a&quot;&#10;[31m/��.pod\""))
    #expect(report.rendered(.sarif).contains(#""uri":"a%22%0A%1B%5B31m/%EF%BF%BE%FF.pod","uriBaseId":"%SRCROOT%""#))
    for format in OutputFormat.allCases {
      #expect(!report.rendered(format).contains { $0 == "\u{1B}" })
    }
  }
}
