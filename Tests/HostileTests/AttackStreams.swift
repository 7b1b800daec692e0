import Foundation
import Glibc

/// The standard streams of an attacked program, and the threads that feed and drain them.
final class AttackStreams {
  let input: Int32
  let output: Int32
  let messages: Int32
  /// What the program gets as standard error; -1 when it is closed.
  let programMessages: Int32
  private var feeder: BackgroundWork<Bool>?
  private var drain: BackgroundWork<[UInt8]>?
  private var open: [Int32] = []
  private let folder: [UInt8]

  /// How long a slow process sleeps at the other end of a pipe, in microseconds.
  static let pause: UInt32 = 120_000

  /// Opens them; files for what is printed lie in a folder.
  init(_ attack: Attack, in folder: [UInt8]) {
    self.folder = folder
    let isOpen = { (name: String) in
      Glibc.open(cPath(folder.appending(path: name)), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    }
    messages = isOpen("messages")
    open.append(messages)
    programMessages = attack.closesMessages ? -1 : messages
    switch attack.output {
    case .closed: output = -1
    case .file: output = isOpen("output")
    case .full: output = Glibc.open("/dev/full", O_WRONLY | O_CLOEXEC)
    case .brokenPipe:
      let pipe = LibraryCalls.makePipe() ?? (-1, -1)
      close(pipe.reader)
      output = pipe.writer
    case .slowPipe:
      let pipe = LibraryCalls.makePipe() ?? (-1, -1)
      _ = fcntl(pipe.writer, 1031 /* F_SETPIPE_SZ */, 4096)
      _ = fcntl(pipe.writer, F_SETFL, O_NONBLOCK)
      output = pipe.writer
      drain = BackgroundWork {
        usleep(Self.pause)
        defer { close(pipe.reader) }
        return DiskFile.read(pipe.reader, limit: 64 << 20) ?? []
      }
    }
    if output >= 0 { open.append(output) }
    switch attack.input {
    case .closed: input = -1
    case .null: input = Glibc.open("/dev/null", O_RDONLY | O_CLOEXEC)
    case .folder: input = Glibc.open("/", O_RDONLY | O_CLOEXEC)
    case .file(let text):
      DiskFile.write(folder.appending(path: "input"), text)
      input = Glibc.open(cPath(folder.appending(path: "input")), O_RDONLY | O_CLOEXEC)
    case .pipe(let text), .slowPipe(let text):
      let pipe = LibraryCalls.makePipe() ?? (-1, -1)
      input = pipe.reader
      var isSlow = false
      if case .slowPipe = attack.input { isSlow = true }
      if isSlow { _ = fcntl(pipe.reader, F_SETFL, O_NONBLOCK) }
      let pauses = isSlow
      feeder = BackgroundWork {
        defer { close(pipe.writer) }
        if !pauses { return DiskFile.put(text, pipe.writer) }
        let half = text.count / 2
        usleep(Self.pause / 4)
        guard DiskFile.put(Array(text[..<half]), pipe.writer) else { return false }
        usleep(Self.pause)
        return DiskFile.put(Array(text[half...]), pipe.writer)
      }
    }
    if input >= 0 { open.append(input) }
  }

  /// Closes the program's ends, which the program has by now.
  func handOver() {
    for descriptor in open where descriptor != messages && descriptor != fileOutput { close(descriptor) }
    open = open.filter { $0 == messages || $0 == fileOutput }
  }

  /// Ends the threads and returns what was printed.
  func finish(_ attack: Attack) -> (output: [UInt8], messages: [UInt8]) {
    handOver()
    _ = feeder?.wait()
    let drained = drain?.wait()
    defer { for descriptor in open { close(descriptor) } }
    let text = drained ?? (fileOutput >= 0 ? Self.all(fileOutput) : [])
    return (text, Self.all(messages))
  }

  /// How much has been printed to files so far.
  var printed: Int {
    [messages, fileOutput].filter { $0 >= 0 }.reduce(0) { total, file in
      var status = stat()
      return fstat(file, &status) == 0 ? total + Int(status.st_size) : total
    }
  }

  private var fileOutput: Int32 {
    var status = stat()
    return output >= 0 && open.contains(output) && fstat(output, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
      ? output : -1
  }

  private static func all(_ file: Int32) -> [UInt8] {
    lseek(file, 0, SEEK_SET)
    return DiskFile.read(file, limit: 64 << 20) ?? []
  }
}
