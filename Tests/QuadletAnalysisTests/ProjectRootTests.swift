import Testing

@testable import QuadletAnalysis

/// Paths in the folder of a project, as changes compare them.
@Suite struct ProjectRootTests {
  private static func root(_ folder: String) -> ProjectRoot { ProjectRoot(Project(files: [], in: folder)) }

  private static func relative(_ path: String, in folder: String) -> String? {
    root(folder).relative(Array(path.utf8)).map { String(decoding: $0, as: UTF8.self) }
  }

  @Test(arguments: [
    ("/srv/shop", "/srv/shop", ""), ("/srv/shop", "/srv/shop/", ""), ("/srv/shop", "/srv/shop/web.env", "web.env"),
    ("/srv/shop", "/srv/shop/conf/web.env", "conf/web.env"), ("/s", "/s/web.env", "web.env"),
  ])
  func `a path in the folder is relative to it`(_ folder: String, _ path: String, _ wanted: String) {
    #expect(Self.relative(path, in: folder) == wanted)
  }

  @Test(arguments: [
    ("/srv/shop", "/srv/shops/web.env"), ("/srv/shop", "/srv/sho"), ("/srv/shop", "/srv"), ("/srv/shop", ""),
    ("/srv/shop", "srv/shop/web.env"), ("/", "/web.env"), ("/", "/"), ("", "/web.env"), ("", ""),
  ])
  func `any other path is not, and none is in the root or an unknown folder`(_ folder: String, _ path: String) {
    #expect(Self.relative(path, in: folder) == nil)
  }

  @Test(arguments: [
    ("/srv/shop", "/srv/shop", "."), ("/srv/shop", "/srv/shop/web.env", "./web.env"), ("/srv/shop", "", ""),
    ("/srv/shop", "/srv/shop/data:/data", "./data:/data"), ("/srv/shop", "/srv/shop:/data", ".:/data"),
    ("/srv/shop", "type=bind,source=/srv/shop,target=/x", "type=bind,source=.,target=/x"),
    ("/srv/shop", "/srv/shop/a /srv/shop/b", "./a ./b"), ("/srv/shop", "/data,/srv/shop", "/data,."),
    ("/srv/shop", "/a:/srv/shop/b", "/a:./b"), ("/srv/shop", "/srv/shop,ro", ".,ro"),
    ("/srv/shop", "/srv/shop=x", ".=x"), ("/srv/shop", "/srv/shops", "/srv/shops"),
    ("/srv/shop", "/srv/shop/srv/shop", "./srv/shop"), ("/srv/shop", "/mnt/srv/shop", "/mnt/srv/shop"),
    ("/srv/shop", "/srv/sho", "/srv/sho"), ("/srv/shop", "/data:/srv/sho", "/data:/srv/sho"),
    ("/srv/shop", "/srv/shot:/srv/shop", "/srv/shot:."), ("/s", "/s", "."), ("/s", "/s/a:/sa", "./a:/sa"),
    ("/", "/a:/b", "/a:/b"), ("/", "/:/b", "/:/b"), ("", "/a:/b", "/a:/b"),
  ])
  func `a dot stands for the folder where a path starts with it`(_ folder: String, _ text: String, _ wanted: String) {
    let bytes = Array("<\(text)>".utf8)
    // A slice, because values are slices of a longer text.
    #expect(Self.root(folder).portable(bytes.dropFirst().dropLast()) == wanted)
  }
}
