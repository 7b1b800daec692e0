// Times the parser on the units of Corpus, again and again for about a second:
//
//     swift run --package-path Benchmarks -c release Benchmarks

import Foundation
import QuadletAnalysis
import QuadletSyntax

/// Every file below a folder but the goldens, sorted by path.
func files(below folder: URL) throws -> [[UInt8]] {
  let path = folder.path(percentEncoded: false)
  guard let names = FileManager.default.enumerator(atPath: path) else { throw CocoaError(.fileNoSuchFile) }
  return try names.compactMap { $0 as? String }.filter { !$0.hasSuffix(".expected") }.sorted().compactMap { name in
    let file = folder.appending(path: name)
    guard try file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else { return nil }
    return [UInt8](try Data(contentsOf: file))
  }
}

let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()
let corpus = try files(below: root.appending(path: "Corpus"))
let size = corpus.reduce(0) { $0 + $1.count }

var rounds = 0
var lines = 0
let clock = ContinuousClock()
let start = clock.now
while clock.now - start < .seconds(1) {
  for bytes in corpus { lines += Document(bytes, names: Schema.shared.names).lineCount }
  rounds += 1
}
let spent = clock.now - start
let seconds = Double(spent.components.seconds) + Double(spent.components.attoseconds) / 1e18
let megabytes = Int(Double(size * rounds) / seconds / 1e6)
let nanoseconds = Int(seconds * 1e9 / Double(corpus.count * rounds))
print("parse: \(corpus.count) files, \(size) bytes, \(lines / rounds) lines")
print("parse: \(megabytes) MB/s, \(nanoseconds) ns a file, \(rounds) rounds")
