import Foundation
import Glibc

/// Runs other programs; Foundation's `Process` occasionally hangs when it runs thousands of short ones.
enum ChildProcess {
  /// A system call that failed.
  struct Failure: Error {
    let call: String
    let code: Int32
  }

  /// Runs a program until it ends; returns what it prints and its exit status.
  static func run(
    _ path: String,
    _ arguments: [String],
    _ environment: [String: String]
  ) throws -> (output: [UInt8], messages: [UInt8], status: Int32) {
    let output = FileManager.default.temporaryDirectory.appending(path: "leger-output-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: output) }
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw Failure(call: "pipe", code: errno) }
    defer { close(ends[0]) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(
      &actions,
      1,
      output.path(percentEncoded: false),
      O_WRONLY | O_CREAT | O_TRUNC,
      0o600
    )
    posix_spawn_file_actions_adddup2(&actions, ends[1], 2)

    let variables = environment.merging(["PATH": "/usr/bin:/bin"]) { given, _ in given }.map { "\($0.key)=\($0.value)" }
    var child: pid_t = 0
    let code = withCStrings([path] + arguments) { arguments in
      withCStrings(variables) { posix_spawn(&child, path, &actions, nil, arguments, $0) }
    }
    close(ends[1])
    guard code == 0 else { throw Failure(call: "posix_spawn", code: code) }
    let messages = readAll(ends[0])
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 {
      guard errno == EINTR else { throw Failure(call: "waitpid", code: errno) }
    }
    // A signal counts as its number plus 128, as in a shell.
    let result = status & 0x7F == 0 ? (status >> 8) & 0xFF : (status & 0x7F) + 128
    return ([UInt8](try Data(contentsOf: output)), messages, result)
  }

  private static func withCStrings(
    _ texts: [String],
    _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Int32
  ) -> Int32 {
    var pointers: [UnsafeMutablePointer<CChar>?] = texts.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    return pointers.withUnsafeMutableBufferPointer { buffer in buffer.baseAddress.map(body) ?? EINVAL }
  }

  private static func readAll(_ descriptor: Int32) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &chunk, chunk.count)
      if count > 0 { bytes += chunk[..<count] } else if count == 0 || errno != EINTR { return bytes }
    }
  }
}
