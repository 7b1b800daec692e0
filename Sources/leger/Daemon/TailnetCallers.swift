/// Who calls over a tailnet: asked of tailscaled for each address, and known for a minute.
final class TailnetCallers {
  private let loop: EventLoop
  private let lookUp: @Sendable (NetworkAddress) -> SecretService.Caller?
  private var known: [String: (caller: SecretService.Caller, until: ContinuousClock.Instant)] = [:]
  /// Those who wait for an answer about an address.
  private var waiting: [String: [(HTTPServer.Guest) -> Void]] = [:]
  /// The addresses that are to be asked about, and how many are being asked about.
  private var queue: [NetworkAddress] = []
  private var running = 0

  /// How long an answer is taken for true.
  private static let lifetime = Duration.seconds(60)
  /// How long a connection is, so that a request which has begun still finds the answer.
  private static let connectionTime = Duration.seconds(45)
  private static let parallel = 8

  init(on loop: EventLoop, lookUp: @escaping @Sendable (NetworkAddress) -> SecretService.Caller?) {
    (self.loop, self.lookUp) = (loop, lookUp)
  }

  /// Who is at an address; nil when that is not known, or not any longer.
  func caller(at address: String) -> SecretService.Caller? {
    known[address].flatMap { $0.until > .now ? $0.caller : nil }
  }

  /// Finds out who has connected to a socket. Somebody whom tailscaled does not know is told so, and asked about anew with
  /// the next connection.
  func admit(_ socket: Int32, _ answer: @escaping (HTTPServer.Guest) -> Void) {
    guard let address = NetworkAddress.peer(of: socket) else { return answer((.unknown, nil)) }
    if let guest = guest(address.host) { return answer(guest) }
    waiting[address.host, default: []].append(answer)
    if waiting[address.host]?.count == 1 { queue.append(address) }
    work()
  }

  private func guest(_ address: String) -> HTTPServer.Guest? {
    guard let entry = known[address] else { return nil }
    let rest = ContinuousClock.Instant.now.duration(to: entry.until) - (Self.lifetime - Self.connectionTime)
    return rest > .zero ? (.tailnet(address), rest) : nil
  }

  private func work() {
    while running < Self.parallel, !queue.isEmpty {
      running += 1
      let address = queue.removeFirst()
      let begin = ContinuousClock.now
      loop.perform { [lookUp] in
        lookUp(address)
      } then: { [unowned self] caller in
        running -= 1
        known = known.filter { $0.value.until > .now }
        known[address.host] = caller.map { ($0, begin + Self.lifetime) }
        let guest = guest(address.host) ?? (.tailnet(address.host), .zero)
        for answer in waiting.removeValue(forKey: address.host) ?? [] { answer(guest) }
        work()
      }
    }
  }
}
