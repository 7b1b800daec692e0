import Foundation
import Glibc
import Testing

@testable import leger

/// What reading and writing must not do: take an error for the end, wait without rest, or wake others.
struct StreamDoorTests {
  private let folder: ScratchFolder
  private let host = SystemHost()

  init() throws { folder = try ScratchFolder() }

  private func path(_ name: String) -> [UInt8] { Array((folder.path + "/" + name).utf8) }

  /// A pipe whose two ends do not block.
  private func makePipe() throws -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    for end in ends { try #require(fcntl(end, F_SETFL, O_NONBLOCK) == 0) }
    return (ends[0], ends[1])
  }

  @Test func `input that is not there yet is waited for`() throws {
    let ends = try makePipe()
    Thread {
      for number in UInt8(1)...3 {
        usleep(20_000)
        _ = [number].withUnsafeBytes { Glibc.write(ends.writing, $0.baseAddress, 1) }
      }
      close(ends.writing)
    }.start()
    #expect(try FileSystem.readToEnd(ends.reading, expecting: 0, limit: 100) == [1, 2, 3])
    close(ends.reading)
  }

  @Test func `a folder as input is an error and not its end`() throws {
    let descriptor = open(folder.path, O_RDONLY)
    defer { close(descriptor) }
    #expect(throws: ReadFailure.failed(call: "read", .isFolder)) {
      try FileSystem.readToEnd(descriptor, expecting: 0, limit: 100)
    }
  }

  @Test func `output that is not taken yet waits without rest for the processor`() throws {
    let ends = try makePipe()
    let bytes = [UInt8](repeating: 7, count: 1 << 20)
    Thread {
      var rest = bytes.count
      var chunk = [UInt8](repeating: 0, count: 1 << 16)
      while rest > 0 {
        usleep(10_000)
        rest -= max(0, read(ends.reading, &chunk, chunk.count))
      }
      close(ends.reading)
    }.start()
    let before = processorTime
    try FileSystem.write(bytes, to: ends.writing)
    #expect(processorTime - before < 0.1)
    close(ends.writing)
  }

  /// How long this thread has worked, in seconds.
  private var processorTime: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  @Test func `a writer that waits for a pipe's reader goes on waiting`() throws {
    try folder.makePipe("pipe")
    let program = Process()
    program.executableURL = URL(filePath: "/bin/sh")
    program.arguments = ["-c", "echo text > \"$0\"", folder.path + "/pipe"]
    try program.run()
    usleep(100_000)
    #expect(throws: ReadFailure.special) { try host.read(path("pipe"), limit: 10) }
    #expect(throws: WriteFailure.unreadable(.special)) {
      try host.replace(path("pipe"), within: path("."), with: [1], Replacement())
    }
    usleep(50_000)
    #expect(program.isRunning)
    let reader = open(folder.path + "/pipe", O_RDONLY)
    var text = [UInt8](repeating: 0, count: 10)
    #expect(read(reader, &text, 10) == 5)
    close(reader)
    program.waitUntilExit()
  }

  @Test(arguments: [
    (ReadFailure.special, true), (.tooLarge(limit: 1), false), (.unavailable("x"), false),
    (.failed(call: "open", .missing), true), (.failed(call: "open", SystemError(code: EACCES)), false),
  ])
  func `what is not there, or no file, is about the path`(failure: ReadFailure, isAboutPath: Bool) {
    #expect(failure.isAboutPath == isAboutPath)
  }
}
