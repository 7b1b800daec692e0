import Glibc

/// When and where the measurements were taken.
struct Machine {
  /// Returns one line: date, processor, cores, load, Swift version.
  static func description(swift: String) -> String {
    var now = time_t()
    Glibc.time(&now)
    var parts = tm()
    gmtime_r(&now, &parts)
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let date = "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
    let models = text(ofFile: "/proc/cpuinfo").split(separator: "\n").filter { $0.hasPrefix("model name") }
    let model = models.first?.split(separator: ":").last?.drop { $0 == " " } ?? "unknown processor"
    let load = text(ofFile: "/proc/loadavg").split(separator: " ").first ?? "?"
    return "\(date), \(model), \(sysconf(Int32(_SC_NPROCESSORS_ONLN))) cores, load \(load); \(swift)"
  }

  /// The contents of a system file.
  static func text(ofFile path: String) -> String { String(decoding: bytes(ofFile: path), as: UTF8.self) }

  static func bytes(ofFile path: String) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let got = read(descriptor, &chunk, chunk.count)
      if got <= 0 { return bytes }
      bytes += chunk[..<got]
    }
  }
}
