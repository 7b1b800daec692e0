import Foundation
import Glibc

/// Watches FIFOs, sockets and devices: who opens one, and whether a writer that waits at a FIFO still waits.
final class SpecialFileWatch {
  private let descriptor: Int32
  private var paths: [Int32: [UInt8]] = [:]
  private var writers: [(path: [UInt8], isReleased: Flag, work: BackgroundWork<Bool>)] = []
  private let root: [UInt8]

  /// Begins to watch what an attack has made; nil when it has made nothing special.
  init?(_ attack: Attack, root: [UInt8]) {
    // Another entry can have taken the place.
    let special = attack.entries.filter { $0.isSpecial && Self.kind(root.appending(path: $0.path)) != nil }
    if special.isEmpty { return nil }
    self.root = root
    for path in Set(special.map(\.path)) where writers.count < 2 {
      guard Self.kind(root.appending(path: path)) == S_IFIFO else { continue }
      let place = root.appending(path: path)
      let isReleased = Flag()
      let work = BackgroundWork {
        let file = open(cPath(place), O_WRONLY | O_CLOEXEC)
        isReleased.set()
        if file >= 0 { close(file) }
        return file >= 0
      }
      writers.append((path, isReleased, work))
    }
    // The writers have to wait before anyone can disturb them.
    if !writers.isEmpty { usleep(2_000) }
    descriptor = inotify_init1(O_NONBLOCK | O_CLOEXEC)
    for entry in special {
      let watch = inotify_add_watch(descriptor, cPath(root.appending(path: entry.path)), UInt32(0x20 /* IN_OPEN */))
      if watch >= 0 { paths[watch] = entry.path }
    }
  }

  /// What kind of special file lies at a path; nil when none does.
  private static func kind(_ path: [UInt8]) -> mode_t? {
    var status = stat()
    guard lstat(cPath(path), &status) == 0 else { return nil }
    let kind = status.st_mode & S_IFMT
    return [S_IFREG, S_IFDIR, S_IFLNK].contains(kind) ? nil : kind
  }

  /// Ends the watch; returns what has been opened, and at which FIFOs the writer no longer waits.
  func finish() -> (opened: [[UInt8]], released: [[UInt8]]) {
    let released = writers.filter { $0.isReleased.isSet }.map(\.path)
    var opened: [[UInt8]] = []
    let events = DiskFile.readEvents(descriptor)
    var position = 0
    while position + 16 <= events.count {
      let number = events[position..<position + 4].reversed().reduce(Int32(0)) { $0 << 8 | Int32($1) }
      let length = events[position + 12..<position + 16].reversed().reduce(0) { $0 << 8 | Int($1) }
      if let path = paths[number], !opened.contains(path) { opened.append(path) }
      position += 16 + length
    }
    close(descriptor)
    for writer in writers {
      let place = cPath(root.appending(path: writer.path))
      // A reader lets the writer go; it may be that the FIFO has been moved, then the thread stays.
      let reader = open(place, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
      _ = writer.work.wait(seconds: 2)
      if reader >= 0 { close(reader) }
    }
    return (opened, released)
  }
}

extension DiskFile {
  /// What can be read from a descriptor without waiting, once.
  static func readEvents(_ descriptor: Int32) -> [UInt8] {
    var events = [UInt8](repeating: 0, count: 1 << 14)
    let count = Glibc.read(descriptor, &events, events.count)
    return Array(events.prefix(max(0, count)))
  }
}
