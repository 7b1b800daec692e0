extension Host {
  /// Runs a program through which data of any size goes; throws what went wrong at either end, or what the program says.
  func transfer(
    _ spawn: Spawn,
    named name: String,
    input: @escaping () throws(HostFailure) -> [UInt8]?,
    output: FileOutput
  ) throws(HostFailure) {
    var spawn = spawn
    spawn.outputLimit = .max
    var failure: HostFailure?
    var messages: [UInt8] = []
    let status: Int32
    do throws(Spawn.Failure) {
      status = try run(
        spawn,
        ProgramStreams(
          input: {
            if failure != nil { return nil }
            do throws(HostFailure) { return try input() } catch {
              failure = error
              return nil
            }
          },
          output: { bytes in
            do throws(HostFailure) { try output.write(bytes) } catch {
              failure = error
              return false
            }
            return true
          },
          messages: { bytes in
            messages += bytes.prefix(max(0, (64 << 10) - messages.count))
            return true
          }
        )
      )
    } catch {
      if let failure { throw failure }
      if case .interrupted = error { throw HostFailure(.failed, "interrupted") }
      throw HostFailure(.failed, "\(name) \(error.message)")
    }
    if let failure { throw failure }
    if status != 0 {
      // Some programs say where to complain after what is wrong.
      let lines = messages.split(separator: UInt8(ascii: "\n"))
      let error = lines.last { $0.firstRange(of: Array(": error: ".utf8)) != nil }.map(Array.init)
      let outcome = Spawn.Outcome(status: status, output: [], messages: error ?? messages)
      throw HostFailure(.failed, "\(name): \(PodmanClient.reason(outcome))")
    }
  }
}
