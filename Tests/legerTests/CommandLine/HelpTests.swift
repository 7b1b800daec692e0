import Testing

@testable import leger

struct HelpTests {
  private let help = Help(program: .fake, terminal: .plain)

  @Test func overview() {
    #expect(
      help.overview() == """
        leger 0.1.0: a toolkit for Podman Quadlet files

        Usage: leger COMMAND [options] [operands]

        Language:
          validate     Checks units as Podman reads them.

        Deployments:
          remove       Removes a deployment.
          logs         Shows the journal of a deployment.
          backup       Makes, lists and checks backups.

        About:
          help         Shows help for a command.
          completions  Prints a completion script for a shell.

        Global options:
              --version   show the version and exit
          -h, --help      show help and exit
              --no-color  print without colour

        Run "leger help COMMAND" for details.

        """
    )
  }

  @Test func page() {
    #expect(
      help.page(at: ["validate"]) == """
        Checks units as Podman reads them.

        Usage: leger validate [options] [PATH|NAME]...

        Reads every unit below a folder, including drop-ins, and reports what Podman
        refuses, what fails later and what could be better.

          # leger: ignore=RULE

        A comment like this silences a rule.

        Operands:
          PATH|NAME  a file, a folder or a deployment

        Options:
          --format FORMAT   how to print: text, concise, json (default: text)
          --json            the same as --format json
          --select RULE...  report these rules only
          --output DIR      write there
          --user            units of a user
          --system          units of the system

        Global options:
          -h, --help      show help and exit
              --no-color  print without colour

        Examples:
          leger validate --json web.container
              Checks one unit and prints the findings as JSON.

        """
    )
  }

  @Test func pageOfAGroup() {
    #expect(
      help.page(at: ["backup"]) == """
        Makes, lists and checks backups.

        Usage: leger backup [options] [NAME]
               leger backup COMMAND [options] [operands]

        Commands:
          create  Makes a backup.
          list    Lists backups.

        Operands:
          NAME  the deployment

        Options:
          --reason TEXT  why

        Global options:
          -h, --help      show help and exit
              --no-color  print without colour

        """
    )
  }

  @Test func hiddenOptionsAndCommandsAreNotShown() {
    #expect(!help.page(at: ["validate"]).contains("--trace"))
    #expect(!help.overview().contains("deploy "))
    #expect(help.page(at: ["deploy"]).contains("Usage: leger deploy COMMAND [options] [operands]\n"))
  }

  @Test(arguments: [40, 80, 100, 300])
  func linesFitTheTerminal(_ width: Int) {
    let help = Help(program: .fake, terminal: Terminal(isTerminal: true, width: width, colour: false))
    for path in [[], ["validate"], ["logs"], ["backup"]] {
      let wide = help.page(at: path).split(separator: "\n").filter { $0.count > min(width, 100) }
      #expect(wide.allSatisfy { $0.contains("leger ") }, "only command lines are never wrapped")
    }
  }
}
