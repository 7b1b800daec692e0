@testable import leger

/// Nobody sits at a simulated host; a signal comes only as a fault.
extension SimulatedHost {
  var caughtSignal: Int32? { state.withLock { $0.calls.caughtSignal } }
  func catchingSignals<Result>(_ body: () throws(HostFailure) -> Result) throws(HostFailure) -> Result { try body() }
  func readAnswer() -> [UInt8]? { nil }
  func readHiddenAnswer() -> [UInt8]? { nil }
}
