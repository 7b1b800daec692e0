import Testing

@testable import QuadletAnalysis

@Suite struct NumberValueTests {
  @Test(arguments: [
    GoodValues(.unsigned, "0", "3", "+3", "0x10", "-1"), GoodValues(.limit, "-1", "100"),
    GoodValues(.numericID, "1000", "root"),
    GoodValues(.duration, "30s", "1m30s", "1.5h", "0", "500ms", "10\u{B5}s", "-1s", "+5s", ".5s"),
    GoodValues(.durationOrDisable, "disable", "30s"),
    GoodValues(.timeSpan, "90", "5min 20s", "infinity", "1.5h", "2hours30min", "1y 12month", "500 ms", "0"),
    GoodValues(.byteSize, "512m", "1.5g", "65536", "2gb", "1GiB", "64 m", "100b", "1T"),
    GoodValues(.signal, "SIGTERM", "term", "15", "RTMIN+3", "SIGRTMAX-14", "-9"),
    GoodValues(
      .ulimit,
      "host",
      "nofile=65536:65536",
      "nproc=1024",
      "RLIMIT_CORE=-1",
      "memlock=-1:-1",
      "stack=1,core=2"
    ),
    GoodValues(.sysctl, "net.ipv4.ip_forward=1", "kernel.sem=250 32000", "fs.mqueue.msg_max=5", "net.x=a=b"),
    GoodValues(.capability, "all", "NET_ADMIN", "cap_net_raw", "CAP_BPF", "net_admin,sys_time"),
  ])
  func good(values: GoodValues) {
    for value in values.values { #expect(problem(in: value, as: values.grammar) == nil, "\(value)") }
  }

  @Test(arguments: [
    BadValue(.unsigned, "three", "three"), BadValue(.unsigned, "30s", "30s", "30"), BadValue(.unsigned, "-2", "-2"),
    BadValue(.limit, "unlimited", "unlimited", "-1"), BadValue(.limit, "10k", "10k"),
    BadValue(.numericID, "alice", "alice"),
    BadValue(.duration, "30", "30", "30s"), BadValue(.duration, "5min", "5min", "5m"),
    BadValue(.duration, "1m 30s", "1m 30s", "1m30s"), BadValue(.duration, "1d", "1d", "24h"),
    BadValue(.duration, "infinity", "infinity"), BadValue(.duration, "disable", "disable"),
    BadValue(.durationOrDisable, "30sec", "30sec", "30s"), BadValue(.durationOrDisable, "disabled", "disabled"),
    BadValue(.timeSpan, "5 mins", "5 mins"), BadValue(.timeSpan, "never", "never", "infinity"),
    BadValue(.timeSpan, "1.s", "1.s"), BadValue(.timeSpan, "-5", "-5"),
    BadValue(.byteSize, "512mbyte", "512mbyte"), BadValue(.byteSize, "-1", "-1"), BadValue(.byteSize, "50%", "50%"),
    BadValue(.byteSize, "1kk", "1kk"), BadValue(.byteSize, "infinity", "infinity"),
    BadValue(.signal, "SIGTREM", "SIGTREM", "SIGTERM"), BadValue(.signal, "0", "0"), BadValue(.signal, "65", "65"),
    BadValue(.signal, "RTMIN+16", "RTMIN+16"),
    BadValue(.ulimit, "nofiles=1", "nofiles", "nofile"), BadValue(.ulimit, "nofile=unlimited", "unlimited", "-1"),
    BadValue(.ulimit, "nofile=2:1", "2:1"), BadValue(.ulimit, "nofile", "nofile"),
    BadValue(.ulimit, "nofile=1 nproc=2", "nofile=1 nproc=2"), BadValue(.ulimit, "nofile=1,", ""),
    BadValue(.sysctl, "2147483647", "2147483647"), BadValue(.sysctl, "vm.swappiness=1", "vm.swappiness"),
    BadValue(.sysctl, "net/ipv4/ip_forward=1", "net/ipv4/ip_forward", "net.ipv4.ip_forward"),
    BadValue(.sysctl, "net.a= 1", "net.a= 1"),
    BadValue(.capability, "NET_ADMN", "NET_ADMN", "NET_ADMIN"), BadValue(.capability, "cap_foo_bar", "cap_foo_bar"),
    BadValue(.capability, "net_raw,sys_tme", "sys_tme", "SYS_TIME"),
  ])
  func bad(value: BadValue) { expectProblem(value) }

  @Test func lengths() throws {
    #expect(try GoDuration(parsing: Array("1m30s".utf8).span).nanoseconds == 90_000_000_000)
    #expect(try TimeSpan(parsing: Array("5min 20s".utf8).span).length == .finite(320_000_000))
    #expect(try TimeSpan(parsing: Array("infinity".utf8).span).length == .infinite)
    #expect(try ByteSize(parsing: Array("1.5k".utf8).span).bytes == 1_536)
    #expect(try Signal(parsing: Array("sigkill".utf8).span).number == 9)
    #expect(try Capability(parsing: Array("CAP_KILL".utf8).span).number == 5)
    #expect(try Ulimit(parsing: Array("nofile=1:2".utf8).span).hard == 2)
  }
}
