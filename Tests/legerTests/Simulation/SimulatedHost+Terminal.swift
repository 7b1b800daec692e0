@testable import leger

/// Nobody sits at a simulated host, and nothing sends it signals.
extension SimulatedHost {
  var caughtSignal: Int32? { nil }
  func catchingSignals<Result>(_ body: () throws(HostFailure) -> Result) throws(HostFailure) -> Result { try body() }
  func readAnswer() -> [UInt8]? { nil }
}
