import Foundation
import Glibc

/// Something that another process does while leger runs.
struct Disturbance {
  /// What happens to a path.
  enum Action {
    /// Replaced by a new file, by renaming.
    case replace([UInt8])
    /// Written over in place.
    case overwrite([UInt8])
    case append([UInt8])
    case truncate(Int)
    case remove
    case rename([UInt8])
    case chmod(mode_t)
    /// Replaced by a link and back, again and again.
    case swapWithLink([UInt8])
    /// A signal for leger.
    case signal(Int32)
  }

  var action: Action
  /// The path below the attack's folder; empty for a signal.
  var path: [UInt8] = []
  /// Microseconds after the start.
  var delay: Int

  /// What another process has written, if its content must survive.
  struct Written {
    let path: [UInt8]
    let content: [UInt8]
  }

  /// Does it; returns what was written when no race of the writer itself can have lost it.
  func perform(root: [UInt8], process: pid_t, isRunning: () -> Bool) -> Written? {
    usleep(UInt32(delay))
    let place = root.appending(path: path)
    let name = cPath(place)
    switch action {
    case .replace(let content):
      let new = root.appending(path: "other").appending(path: "replacement")
      mkdir(cPath(root.appending(path: "other")), 0o755)
      guard DiskFile.write(new, content), isRunning(), Glibc.rename(cPath(new), name) == 0 else { return nil }
      return Written(path: path, content: content)
    case .overwrite(let content): return write(name, O_TRUNC, content)
    case .append(let content): return write(name, O_APPEND, content)
    case .truncate(let size): Glibc.truncate(name, size)
    case .remove: unlink(name)
    case .rename(let new): Glibc.rename(name, cPath(root.appending(path: new)))
    case .chmod(let mode): Glibc.chmod(name, mode)
    case .swapWithLink(let target):
      let aside = cPath(place + bytes(".aside"))
      repeat {
        guard Glibc.rename(name, aside) == 0 else { break }
        symlink(cPath(target.rooted(at: root)), name)
        usleep(UInt32(delay % 300))
        unlink(name)
        Glibc.rename(aside, name)
        usleep(UInt32(delay % 200))
      } while isRunning()
    case .signal(let number): if isRunning() { kill(process, number) }
    }
    return nil
  }

  /// Writes in place. A writer whose file was replaced before it had finished has lost its text by its own way of writing.
  private func write(_ name: [CChar], _ flag: Int32, _ content: [UInt8]) -> Written? {
    let file = open(name, O_RDWR | O_CLOEXEC | O_NOFOLLOW | flag)
    if file < 0 { return nil }
    defer { close(file) }
    guard DiskFile.put(content, file), lseek(file, 0, SEEK_SET) == 0, let all = DiskFile.read(file) else { return nil }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_nlink > 0 else { return nil }
    return Written(path: path, content: all)
  }

  /// Whether leger itself is ended by it.
  var ends: Bool {
    if case .signal = action { return true }
    return false
  }
}
