import Glibc

/// The ports of this host on which programs listen (proc_net_tcp of the kernel's documentation).
struct ListeningPorts {
  private struct Socket: Hashable {
    let transport: String
    let port: Int
    /// The address in hexadecimal digits; zeros for every one.
    let address: String
  }

  private var sockets: Set<Socket> = []
  private static let limit = 64 << 20

  init(on host: any Host) {
    for (file, transport) in [("tcp", "tcp"), ("tcp6", "tcp"), ("udp", "udp"), ("udp6", "udp")] {
      guard let bytes = try? host.read(Array("/proc/net/\(file)".utf8), limit: Self.limit) else { continue }
      for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n").dropFirst() {
        let fields = line.split(separator: " ")
        guard fields.count > 3, let colon = fields[1].lastIndex(of: ":") else { continue }
        // 0A is LISTEN; a socket of UDP is 07 when it is open for everyone.
        guard fields[3] == (transport == "tcp" ? "0A" : "07"),
          let port = Int(fields[1][fields[1].index(after: colon)...], radix: 16)
        else { continue }
        sockets.insert(Socket(transport: transport, port: port, address: String(fields[1][..<colon])))
      }
    }
  }

  /// Returns the first port of a range, such as `8080-8085`, that a program has at an address, nil for every address.
  func first(in ports: String, _ transport: String, _ address: String?, except own: Set<Int> = []) -> Int? {
    let numbers = Self.numbers(ports)
    let wanted = address.flatMap(Self.hexadecimal)
    return sockets.filter { socket in
      socket.transport == transport && numbers.contains(socket.port) && !own.contains(socket.port)
        && (wanted.map { Self.meets($0, socket.address) } ?? true)
    }.map(\.port).min()
  }

  /// The numbers of a range, such as `8080-8085`; none for anything else.
  static func numbers(_ ports: String) -> ClosedRange<Int> {
    let bounds = ports.split(separator: "-").compactMap { Int($0) }
    guard let low = bounds.first, let high = bounds.last, low <= high else { return -1 ... -1 }
    return low...high
  }

  /// Whether a program that listens at one address keeps another program from listening at the other; one that listens at
  /// every address of IPv6 listens at those of IPv4 as well.
  private static func meets(_ wanted: String, _ used: String) -> Bool {
    used == wanted || used.allSatisfy { $0 == "0" } && used.utf8.count >= wanted.utf8.count
  }

  /// An address as the kernel prints it: 32-bit numbers of the machine in hexadecimal digits; nil for every address.
  static func hexadecimal(_ address: String) -> String? {
    let text = address.filter { $0 != "[" && $0 != "]" }
    let isLong = text.contains(":")
    var words: [UInt32] = Array(repeating: 0, count: isLong ? 4 : 1)
    guard inet_pton(isLong ? AF_INET6 : AF_INET, text, &words) == 1, words.contains(where: { $0 != 0 }) else {
      return nil
    }
    return words.map { word in
      let digits = String(word, radix: 16, uppercase: true)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
  }
}
