import Testing

@testable import QuadletAnalysis

@Suite struct StorageValueTests {
  @Test(arguments: [
    GoodValues(
      .volume,
      "/data",
      "data:/data",
      "data.volume:/data:Z",
      "./x:/x:ro,z",
      "/a b:/c",
      "%h/x:/x",
      "%t/x.sock:/x.sock",
      "..:/x",
      "/x:/x:O,upperdir=/a,workdir=/b",
      "x:/y:idmap=uids=0-1-10",
      "/a:%h/b",
      "/etc/localtime:/etc/localtime:ro"
    ),
    GoodValues(.tmpfs, "/tmp", "/run:rw,noexec,size=64m,mode=1777", "/x:uid=1000", "%h"),
    GoodValues(
      .mount,
      "type=bind,source=/a,destination=/b",
      "type=tmpfs,dst=/t,tmpfs-size=1g",
      "type=volume,source=a.volume,target=/x,ro",
      #"type=bind,"source=/a,b",destination=/b"#,
      "type=glob,src=/a/*",
      "type=image,source=a,dst=/b,rw=true",
      "destination=/x",
      "type=devpts,destination=/dev/pts,mode=0620",
      "type=bind,source=%h/a,target=%h/b,U=true,z",
      "type=bind,src=/a,dst=/b,bind-propagation=rslave,relabel=shared",
      "type=artifact,src=a,dst=/b,title=c"
    ),
    GoodValues(
      .secret,
      "token",
      "token,type=env",
      "token,type=env,target=TOKEN",
      "token,type=mount,uid=1000,gid=1000,mode=0400",
      "token,mode=440",
      "source=token,type=mount",
      "%N-token,type=%i"
    ),
    GoodValues(
      .device,
      "/dev/fuse",
      "-/dev/kvm",
      "/dev/a:/dev/b:rwm",
      "/dev/a:r",
      "nvidia.com/gpu=all",
      "%t/x",
      "/dev/dri:/dev/dri"
    ),
    GoodValues(.podmanName, "web", "web-1.a_b", "%p-%i", "/web"), GoodValues(.serviceName, "web", "web@1"),
  ])
  func good(values: GoodValues) {
    for value in values.values { #expect(problem(in: value, as: values.grammar) == nil, "\(value)") }
  }

  @Test(arguments: [
    BadValue(.volume, "data/x:/x", "data/x", "./data/x"), BadValue(.volume, "~/x:/x:Z", "~/x", "%h/x"),
    BadValue(.volume, "data:x", "x"), BadValue(.volume, "relative", "relative"),
    BadValue(.volume, "/a:/b:readonly", "readonly", "ro"),
    BadValue(.volume, "/a:/b:noexce", "noexce", "noexec"), BadValue(.volume, "/a:/b:ro,", ",", ""),
    BadValue(.volume, "/a:/b:Z:ro", "/a:/b:Z:ro"), BadValue(.volume, "/a:", ""),
    BadValue(.volume, "/a:/b /c:/d", "/a:/b /c:/d"), BadValue(.volume, "/a:/b:Z /c:/d:Z", "/a:/b:Z /c:/d:Z"),
    BadValue(.volume, #""/a:/b""#, #""/a:/b""#, "/a:/b"), BadValue(.volume, "my data:/x", "my data"),
    BadValue(.volume, "/a:/b:consistent", "consistent"),
    BadValue(.tmpfs, "tmp", "tmp"), BadValue(.tmpfs, "/a /b", "/a /b"),
    BadValue(.tmpfs, "/run:siez=1m", "siez", "size"),
    BadValue(.tmpfs, #""/a""#, #""/a""#, "/a"),
    BadValue(.mount, "type=bnd,source=/a,destination=/b", "bnd", "bind"),
    BadValue(.mount, "type=bind,source=/a", "type=bind,source=/a"), BadValue(.mount, "type=bind,source=/a,dst=b", "b"),
    BadValue(.mount, "type=bind,source=/a,dst=/b,readonyl", "readonyl", "readonly"),
    BadValue(.mount, "type=tmpfs,dst=/b,size=64m", "size", "tmpfs-size"),
    BadValue(.mount, #"type=bind,dst="/b""#, "\""),
    BadValue(.mount, #"type=bind,"dst=/b"#, #""dst=/b"#), BadValue(.mount, "type=bind,dst=/b,relabel=Z", "Z"),
    BadValue(.mount, "type=image,src=a,dst=/b,ro", "ro"), BadValue(.mount, "type=bind,dst", "dst"),
    BadValue(.secret, "token,type=evn", "evn", "env"), BadValue(.secret, "token,targt=X", "targt", "target"),
    BadValue(.secret, "token,type=env,uid=1", "uid=1"), BadValue(.secret, "token,uid=alice", "alice"),
    BadValue(.secret, "token,mode=rw", "rw"), BadValue(.secret, "token,env", "env"),
    BadValue(.secret, "type=env", "type=env"),
    BadValue(.device, "/dev/a:x", "x"), BadValue(.device, "/dev/a:/dev/b:rwx", "rwx"),
    BadValue(.device, "/dev/a:/b:r:w", "/dev/a:/b:r:w"),
    BadValue(.podmanName, "my web", "my web"), BadValue(.podmanName, "_web", "_web"),
    BadValue(.serviceName, "web.service", "web.service", "web"),
  ])
  func bad(value: BadValue) {
    let last = ["/a:/b:Z:ro", "type=bind,source=/a,dst=b", "type=bind,dst", "data:x", "/dev/a:x"]
    guard last.contains(value.value) else { return expectProblem(value) }
    let problem = problem(in: value.value, as: value.grammar)
    let end = value.value.utf8.count
    #expect(problem?.range == end - value.culprit.utf8.count..<end)
  }

  @Test func volumeKinds() throws {
    let kinds: [(String, VolumeMount.SourceKind)] = [
      ("/data", .none), ("a.volume:/x", .unit), ("/a:/x", .hostPath), ("./a:/x", .relativePath), ("a:/x", .named),
      ("%h/a:/x", .later),
    ]
    for (value, kind) in kinds { #expect(try VolumeMount(parsing: Array(value.utf8).span).kind == kind, "\(value)") }
    let mount = try VolumeMount(parsing: Array("a:/x:ro,Z".utf8).span)
    #expect(mount.source == 0..<1 && mount.destination == 2..<4 && mount.options == 5..<9)
  }

  @Test func mountAndSecret() throws {
    let mount = try MountSpec(parsing: Array(#"type=bind,"src=/a,b",dst=/c"#.utf8).span)
    #expect(mount.kind == .bind && mount.source == 15..<19 && mount.destination == 25..<27)
    let secret = try SecretReference(parsing: Array("a,type=mount,mode=0400,uid=7".utf8).span)
    #expect(secret.name == 0..<1 && secret.kind == .mount && secret.mode == 0o400 && secret.uid == 7)
  }
}
