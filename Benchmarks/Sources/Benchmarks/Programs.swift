import Glibc

/// Compiles and runs the programs used for measuring.
struct Programs {
  /// A run of a program.
  struct Run {
    /// Nanoseconds from start to exit.
    let wall: Double
    /// Nanoseconds of processor time, on all cores.
    let processor: Double
    /// Peak memory in mebibytes.
    let peak: Double
    /// The exit status; 124 when it took too long.
    let status: Int
  }

  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// Walks a folder and reads its files.
  let floor: String
  private let stopwatch: String

  /// Compiles the programs into a folder; clang comes with Swift.
  init(into folder: String) throws(Failure) {
    floor = folder + "/floor"
    stopwatch = folder + "/stopwatch"
    for program in [floor, stopwatch] {
      let name = program.split(separator: "/").last ?? ""
      let source = "\(Options.projectFolder)/Benchmarks/Programs/\(name).c"
      if Self.output(of: ["clang", "-O2", "-o", program, source]) == nil {
        throw Failure(description: "clang cannot compile \(source); it comes with Swift and must be in PATH")
      }
    }
  }

  /// Runs a command and discards its output; nil when it cannot be run. `limit` is the maximum processor time in
  /// seconds.
  func run(_ command: [String], limit: Int = 600) -> Run? {
    guard let text = Self.output(of: [stopwatch, "\(limit)"] + command) else { return nil }
    let numbers = text.split { $0 == " " || $0 == "\n" }.compactMap { Double($0) }
    guard numbers.count == 4 else { return nil }
    return Run(
      wall: numbers[0],
      processor: numbers[1] * 1000,
      peak: numbers[2] / 1024,
      status: Int(numbers[3])
    )
  }

  /// Returns what a program prints; nil when it fails.
  static func output(of command: [String]) -> String? {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) }
    defer { for argument in arguments { free(argument) } }
    arguments.append(nil)
    guard let name = command.first else { return nil }
    var process = pid_t()
    let status = posix_spawnp(&process, name, &actions, nil, arguments, environ)
    close(ends[1])
    defer { close(ends[0]) }
    if status != 0 { return nil }
    var text: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let got = read(ends[0], &chunk, chunk.count)
      if got <= 0 { break }
      text += chunk[..<got]
    }
    var result: Int32 = 0
    waitpid(process, &result, 0)
    return result == 0 ? String(decoding: text, as: UTF8.self) : nil
  }
}
