/// A DNS server: an address, or `none`.
struct DNSServer: PartParsing {
  init(_ bytes: Span<UInt8>, _ part: Range<Int>) throws(ValueProblem) {
    guard !bytes.equals(part, "none"), !bytes.hasSpecifier(part) else { return }
    _ = try IPAddress(bytes, part)
  }
}
