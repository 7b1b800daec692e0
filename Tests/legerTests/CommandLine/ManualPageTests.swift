import Testing

@testable import leger

struct ManualPageTests {
  private let page = ManualPage(program: .fake).text()

  @Test func namesTheProgram() {
    #expect(page.hasPrefix(".TH LEGER 1 \"\" \"leger 0.1.0\"\n"))
    #expect(page.contains(".SH NAME\nleger \\- a toolkit for Podman Quadlet files\n"))
  }

  @Test func describesACommand() {
    #expect(
      page.contains(
        #"""
        .SS "logs"
        .nf
        leger logs [options] NAME [UNIT]
        .fi
        .PP
        Shows the journal of a deployment.
        .TP
        \fBNAME\fR
        the deployment
        .TP
        \fBUNIT\fR
        one of its units
        .TP
        \fB\-f, \-\-follow\fR
        keep printing
        .TP
        \fB\-n, \-\-lines N\fR
        how many lines (default: 100)

        """#
      )
    )
  }

  @Test func keepsLiteralLinesAndLeavesOutWhatIsHidden() {
    #expect(page.contains(".PP\n.nf\n  # leger: ignore=RULE\n.fi\n.PP\n"))
    #expect(!page.contains("leger deploy") && !page.contains("trace"))
    #expect(page.contains(".SH EXIT STATUS\n.TP\n\\fB0\\fR\nSuccess; there is nothing to report.\n"))
  }

  @Test func isPrintedByItsCommand() {
    let recorder = Recorder()
    #expect(recorder.run("manual-page") == .clean)
    #expect(recorder.output == page)
  }
}
