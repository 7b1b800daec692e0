import Foundation
import TestSupport
import Testing

/// The scripts in `Packaging`, run with nothing in the PATH but programs that only say what they were asked to do.
@Suite struct PackagingTests {
  @Test(arguments: LibrariesCase.all)
  func libraries(_ example: LibrariesCase) throws {
    let system = try FakeSystem(found: example.found, programs: example.programs, installs: example.installs)
    let run = try system.run("libraries", example.options, asRoot: example.isRoot)
    #expect(run.status == example.status)
    #expect(run.output.isEmpty, "standard output belongs to the program that runs next")
    #expect(run.messages.map { $0.replacing("Packaging/libraries: ", with: "") } == example.messages)
    #expect(run.calls == example.calls)
  }

  @Test func `libraries prints help`() throws {
    let system = try FakeSystem(found: [], programs: ["clang"])
    let run = try system.run("libraries", ["--help"], asRoot: true)
    #expect(run.status == 0)
    #expect(run.output.hasPrefix("usage: Packaging/libraries "))
    #expect(run.calls.isEmpty && run.messages.isEmpty)
  }

  @Test(arguments: [["--chek"], ["--check", "--static"], ["yaml"], [""]])
  func `libraries refuses other arguments`(_ options: [String]) throws {
    let system = try FakeSystem(found: [], programs: ["clang", "apt-get"], installs: FakeSystem.all)
    let run = try system.run("libraries", options, asRoot: true)
    #expect(run.status == 2)
    #expect(run.calls.isEmpty)
    #expect(run.messages.first?.hasPrefix("usage: Packaging/libraries ") == true)
  }

  @Test(
    arguments: [
      (FakeSystem.all + ["libstdc++.a", "libm.a"], 0), (FakeSystem.all + ["libm.a"], 1),
      (FakeSystem.shared + ["libstdc++.a", "libm.a"], 1),
    ] as [([String], Int32)]
  )
  func `libraries knows when a static program can be linked`(_ found: [String], _ status: Int32) throws {
    let run = try FakeSystem(found: found, programs: ["clang", "apt-get"])
      .run("libraries", ["--static"], asRoot: true)
    #expect(run.status == status)
    #expect(run.calls.isEmpty && run.messages.isEmpty)
  }

  @Test func `install installs what is missing, builds and installs`() throws {
    let system = try FakeSystem(
      found: ["libstdc++.a", "libm.a"],
      programs: ["swift", "clang", "strip", "apt-get"],
      installs: FakeSystem.all
    )
    let run = try system.run("install", [system.path + "/new/bin"], asRoot: true)
    #expect(run.status == 0)
    #expect(
      run.calls.dropLast() == [
        "apt-get update",
        "apt-get install -y libyaml-dev libssl-dev zlib1g-dev libzstd-dev libevent-dev libarchive-dev",
      ]
    )
    let build = try #require(run.calls.last)
    #expect(build.hasPrefix("swift build --package-path \(system.path) -c release -Xswiftc -static-executable "))
    #expect(build.contains(" -Xlinker --symbol-ordering-file=\(system.path)/Packaging/order.txt "))
    #expect(build.hasSuffix(" --product leger --scratch-path \(system.path)/.build-release"))
    #expect(run.messages.last == "Packaging/install: installed \(system.path)/new/bin/leger")
    #expect(FileManager.default.isExecutableFile(atPath: system.path + "/new/bin/leger"))
  }

  @Test func `install links shared libraries where there are no static ones`() throws {
    let system = try FakeSystem(
      found: [],
      programs: ["swift", "clang", "strip", "dnf"],
      installs: FakeSystem.shared
    )
    let run = try system.run("install", [system.path + "/bin"], asRoot: true)
    #expect(run.status == 0)
    #expect(
      run.calls.first
        == "dnf install -y libyaml-devel openssl-devel zlib-ng-compat-devel libzstd-devel libevent-devel libarchive-devel"
    )
    #expect(run.calls.last?.contains(" -Xswiftc -static-stdlib ") == true)
    #expect(run.messages.contains { $0.contains("this system has no static C libraries") })
  }

  @Test(
    arguments: [
      (["clang"], [], 3), (["clang", "swift"], [], 3), (["clang", "swift"], ["a", "b"], 2), (["clang"], ["--hlep"], 2),
    ] as [([String], [String], Int32)]
  )
  func `install stops before it changes anything`(_ programs: [String], _ options: [String], _ status: Int32) throws {
    let run = try FakeSystem(found: [], programs: programs).run("install", options, asRoot: true)
    #expect(run.status == status)
    #expect(run.calls.isEmpty)
    #expect(!run.messages.isEmpty)
  }
}

/// A run of `Packaging/libraries`: what the system has, and what comes of it.
struct LibrariesCase: Sendable, CustomTestStringConvertible {
  let testDescription: String
  var found: [String] = []
  /// The programs in the PATH, without what every system has.
  var programs: [String]
  var installs = FakeSystem.all
  var isRoot = true
  var options: [String] = []
  var status: Int32 = 0
  var messages: [String] = []
  var calls: [String] = []

  init(
    _ name: String,
    found: [String] = [],
    programs: [String],
    installs: [String] = FakeSystem.all,
    isRoot: Bool = true,
    options: [String] = [],
    status: Int32 = 0,
    messages: [String] = [],
    calls: [String] = []
  ) {
    testDescription = name
    self.found = found
    self.programs = programs
    self.installs = installs
    self.isRoot = isRoot
    self.options = options
    self.status = status
    self.messages = messages
    self.calls = calls
  }

  private static let apt =
    "apt-get update && apt-get install -y libyaml-dev libssl-dev zlib1g-dev libzstd-dev libevent-dev libarchive-dev"
  private static let aptCalls = [
    "apt-get update", "apt-get install -y libyaml-dev libssl-dev zlib1g-dev libzstd-dev libevent-dev libarchive-dev",
  ]
  private static let dnf =
    "dnf install -y libyaml-devel openssl-devel zlib-ng-compat-devel libzstd-devel libevent-devel libarchive-devel"
  private static let missing =
    "missing: yaml.h libyaml openssl/evp.h libcrypto zlib.h libz zstd.h libzstd event2/http.h libevent archive.h libarchive"
  private static let blind =
    "cannot look for libyaml libcrypto libz libzstd libevent libarchive: the PATH has no C compiler that can link, not even Swift's"

  static let all = install + managers + check + failures

  private static let install = [
    LibrariesCase("all found", found: FakeSystem.all, programs: ["clang", "apt-get", "sudo"]),
    LibrariesCase("all found by gcc", found: FakeSystem.all, programs: ["gcc", "apt-get"]),
    LibrariesCase(
      "root",
      programs: ["clang", "apt-get", "sudo"],
      messages: [missing, "running: \(apt)", "apt-get prints"],
      calls: aptCalls
    ),
    LibrariesCase(
      "a user with sudo",
      programs: ["clang", "apt-get", "sudo"],
      isRoot: false,
      messages: [missing, "running with sudo: \(apt)", "apt-get prints"],
      calls: ["sudo sh -c \(apt)"] + aptCalls
    ),
    LibrariesCase(
      "a user without sudo",
      programs: ["clang", "apt-get"],
      isRoot: false,
      status: 3,
      messages: [missing, "sudo is not in the PATH; run this as root: \(apt)"]
    ),
    LibrariesCase(
      "the static library alone is missing",
      found: FakeSystem.shared,
      programs: ["clang", "apt-get"],
      messages: [
        "missing: libyaml.a libcrypto.a libz.a libzstd.a libevent.a libarchive.a", "running: \(apt)", "apt-get prints",
      ],
      calls: aptCalls
    ),
    LibrariesCase(
      "the header alone is missing",
      found: ["libyaml.so", "libyaml.a", "openssl/evp.h", "libcrypto.a"] + FakeSystem.archives,
      programs: ["clang", "apt-get"],
      messages: ["missing: yaml.h", "running: apt-get update && apt-get install -y libyaml-dev", "apt-get prints"],
      calls: ["apt-get update", "apt-get install -y libyaml-dev"]
    ),
    LibrariesCase(
      "only the static library",
      found: ["yaml.h", "libyaml.a", "openssl/evp.h", "libcrypto.a"] + FakeSystem.archives,
      programs: ["clang", "apt-get"]
    ),
  ]

  private static let managers = [
    LibrariesCase(
      "Fedora",
      programs: ["clang", "dnf"],
      installs: FakeSystem.shared,
      messages: [missing, "running: \(dnf)", "dnf prints"],
      calls: [dnf]
    ),
    LibrariesCase("Fedora again", found: FakeSystem.shared, programs: ["clang", "dnf", "sudo"], isRoot: false),
    LibrariesCase(
      "openSUSE",
      programs: ["clang", "zypper", "sudo"],
      installs: FakeSystem.shared,
      isRoot: false,
      messages: [
        missing,
        "running with sudo: zypper --non-interactive install libyaml-devel libopenssl-devel zlib-devel libzstd-devel libevent-devel libarchive-devel",
        "zypper prints",
      ],
      calls: [
        "sudo sh -c zypper --non-interactive install libyaml-devel libopenssl-devel zlib-devel libzstd-devel libevent-devel libarchive-devel",
        "zypper --non-interactive install libyaml-devel libopenssl-devel zlib-devel libzstd-devel libevent-devel libarchive-devel",
      ]
    ),
    LibrariesCase(
      "Arch",
      programs: ["clang", "pacman"],
      installs: FakeSystem.shared,
      messages: [
        missing, "running: pacman -S --needed --noconfirm libyaml openssl zlib zstd libevent libarchive",
        "pacman prints",
      ],
      calls: ["pacman -S --needed --noconfirm libyaml openssl zlib zstd libevent libarchive"]
    ),
    LibrariesCase(
      "another system",
      programs: ["clang", "sudo"],
      status: 3,
      messages: [
        missing, "install what is missing yourself: the PATH has neither apt-get, dnf, zypper nor pacman",
      ]
    ),
    LibrariesCase("another system has all", found: FakeSystem.shared, programs: ["clang"]),
  ]

  private static let check = [
    LibrariesCase("check finds all", found: FakeSystem.all, programs: ["clang", "apt-get"], options: ["--check"]),
    LibrariesCase(
      "check finds nothing",
      programs: ["clang", "apt-get", "sudo"],
      options: ["--check"],
      status: 1,
      messages: [missing]
    ),
    LibrariesCase(
      "check finds no static library",
      found: FakeSystem.shared,
      programs: ["clang", "apt-get"],
      options: ["--check"],
      status: 1,
      messages: ["missing: libyaml.a libcrypto.a libz.a libzstd.a libevent.a libarchive.a"]
    ),
    LibrariesCase(
      "check without a compiler",
      found: FakeSystem.all,
      programs: ["apt-get"],
      options: ["--check"],
      status: 3,
      messages: [blind]
    ),
  ]

  private static let failures = [
    LibrariesCase(
      "no compiler",
      programs: ["apt-get"],
      messages: [blind, "running: \(apt)", "apt-get prints"],
      calls: aptCalls
    ),
    LibrariesCase(
      "a compiler that cannot link",
      found: FakeSystem.all + ["no linker"],
      programs: ["clang", "apt-get"],
      messages: [blind, "running: \(apt)", "apt-get prints"],
      calls: aptCalls
    ),
    LibrariesCase(
      "the packages do not have it",
      programs: ["clang", "apt-get"],
      installs: ["yaml.h"],
      status: 3,
      messages: [
        missing, "running: \(apt)", "apt-get prints",
        "still missing: libyaml openssl/evp.h libcrypto zlib.h libz zstd.h libzstd event2/http.h libevent archive.h libarchive",
      ],
      calls: aptCalls
    ),
    LibrariesCase(
      "apt-get fails",
      programs: ["clang", "apt-get"],
      installs: [],
      status: 3,
      messages: [
        missing, "running: \(apt)", "apt-get prints", "that failed; run this as root to see why: \(apt)",
      ],
      calls: aptCalls
    ),
    LibrariesCase(
      "dnf fails",
      programs: ["clang", "dnf", "sudo"],
      installs: [],
      isRoot: false,
      status: 3,
      messages: [
        missing, "running with sudo: \(dnf)", "dnf prints", "that failed; run this as root to see why: \(dnf)",
        "on RHEL and its derivatives, enable the repository CRB first",
      ],
      calls: ["sudo sh -c \(dnf)", dnf]
    ),
  ]
}

/// A copy of the scripts with a PATH of its own, in which packages, compilers and users are files and variables.
private final class FakeSystem {
  /// What an archive needs, which every case about YAML and digests has.
  static let archives = [
    "zlib.h", "libz.a", "zstd.h", "libzstd.a", "event2/http.h", "libevent.a", "archive.h", "libarchive.a",
  ]
  static let shared = [
    "yaml.h", "libyaml.so", "openssl/evp.h", "libcrypto.so", "zlib.h", "libz.so", "zstd.h", "libzstd.so",
    "event2/http.h", "libevent.so", "archive.h",
    "libarchive.so",
  ]
  static let all = shared + ["libyaml.a", "libcrypto.a"] + archives

  private static let fakeProgram = Corpus.root.path(percentEncoded: false) + "/Tests/legerTests/Support/fake-program"

  private let scratch: ScratchFolder
  var path: String { scratch.path }

  /// `found` are the headers and libraries that the compiler finds, `installs` those that every package manager adds; it
  /// fails when there are none.
  init(found: [String], programs: [String], installs: [String] = []) throws {
    scratch = try ScratchFolder()
    for name in ["libraries", "install", "static-options"] {
      try scratch.makeFolder("Packaging")
      try scratch.makeLink("Packaging/\(name)", to: Corpus.root.path(percentEncoded: false) + "/Packaging/\(name)")
    }
    for name in ["bash", "cat", "dirname", "grep", "install", "mkdir", "mktemp", "readlink", "rm", "sh", "touch"] {
      let place = try #require(["/bin", "/usr/bin"].first { access("\($0)/\(name)", X_OK) == 0 }, "\(name)")
      try scratch.makeFolder("path")
      try scratch.makeLink("path/\(name)", to: "\(place)/\(name)")
    }
    try scratch.write("calls", "")
    try scratch.makeFolder("found/openssl")
    try scratch.makeFolder("found/event2")
    for name in found { try scratch.write("found/\(name)", "") }
    for name in programs + ["id"] {
      let text = Self.scripts[name] ?? Self.manager(name, installs)
      try scratch.write("programs/\(name)", "\(text)\n")
      try scratch.makeLink("path/\(name)", to: Self.fakeProgram)
    }
  }

  /// Runs a script of `Packaging` to its end.
  func run(
    _ script: String,
    _ arguments: [String],
    asRoot isRoot: Bool
  ) throws -> (status: Int32, output: String, messages: [String], calls: [String]) {
    let process = Process()
    process.executableURL = URL(filePath: "\(path)/Packaging/\(script)")
    process.arguments = arguments
    process.environment = ["PATH": path + "/path", "FAKE": path, "FAKE_USER": isRoot ? "0" : "1000", "TMPDIR": path]
    process.standardInput = FileHandle.nullDevice
    for name in ["out", "err"] { try scratch.write(name, "") }
    process.standardOutput = try FileHandle(forWritingTo: URL(filePath: path + "/out"))
    process.standardError = try FileHandle(forWritingTo: URL(filePath: path + "/err"))
    try process.run()
    process.waitUntilExit()
    return (process.terminationStatus, try text("out"), try lines("err"), try lines("calls"))
  }

  private func text(_ name: String) throws -> String { try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8) }

  private func lines(_ name: String) throws -> [String] { try text(name).split(separator: "\n").map(String.init) }

  /// A compiler finds a header that a text on standard input asks for, and libraries, static ones after -Wl,-Bstatic.
  private static let compiler = """
    [ -e "$FAKE/found/no linker" ] && exit 1
    static=
    for word; do
      case $word in
        -E) read -r line; line=${line#*<}; [ -e "$FAKE/found/${line%%>*}" ]; exit ;;
        -static | -Wl,-Bstatic) static=yes ;;
        -l*) [ -e "$FAKE/found/lib${word#-l}.a" ] || { [ -z "$static" ] && [ -e "$FAKE/found/lib${word#-l}.so" ]; } || exit 1 ;;
      esac
    done
    """

  private static let scripts = [
    "clang": compiler,
    "gcc": compiler,
    "id": "echo \"$FAKE_USER\"",
    "sudo": "echo \"sudo $*\" >>\"$FAKE/calls\"; exec \"$@\"",
    "strip": "",
    "swift": """
    echo "swift $*" >>"$FAKE/calls"
    mkdir -p "$FAKE/.build-release/release" && echo leger >"$FAKE/.build-release/release/leger"
    """,
  ]

  private static func manager(_ name: String, _ installs: [String]) -> String {
    let adds = installs.map { "touch \"$FAKE/found/\($0)\"" }.joined(separator: "; ")
    return """
      echo "\(name) $*" >>"$FAKE/calls"
      [ "$1" = update ] && exit
      echo "\(name) prints"
      \(adds.isEmpty ? "exit 100" : adds)
      """
  }
}
