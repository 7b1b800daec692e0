/// The address of a probe, taken apart as far as a copy needs it: `http://HOST[:PORT][/PATH]`.
struct ProbeAddress: Equatable {
  private let scheme: Substring
  /// The host, in brackets where it is an address of IPv6.
  private let host: Substring
  let port: UInt16
  private let path: Substring

  /// Takes an address apart; nil for anything else.
  init?(_ text: String) {
    guard let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://") else { return nil }
    scheme = text[..<colon]
    let rest = text[colon...].dropFirst(3)
    let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
    path = rest[end...]
    let place = rest[..<end]
    let afterHost = place.lastIndex(of: "]").map { place.index(after: $0) } ?? place.startIndex
    let portColon = place[afterHost...].lastIndex(of: ":")
    host = place[..<(portColon ?? place.endIndex)]
    if let portColon {
      guard let port = UInt16(place[place.index(after: portColon)...]) else { return nil }
      self.port = port
    } else {
      guard let port: UInt16 = ["http": 80, "https": 443][String(scheme)] else { return nil }
      self.port = port
    }
  }

  /// Whether it is of this machine alone.
  var isLocal: Bool { address != nil }

  /// The address at which a port must be published for it; nil for another machine's, or one that others can reach.
  var address: String? {
    switch host {
    case "localhost", "127.0.0.1": "127.0.0.1"
    case "[::1]": "[::1]"
    default: nil
    }
  }

  /// The same address with another port.
  func text(withPort port: UInt16) -> String { "\(scheme)://\(host):\(port)\(path)" }
}
