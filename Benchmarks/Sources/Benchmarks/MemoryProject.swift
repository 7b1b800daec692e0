import QuadletAnalysis
import QuadletSyntax
import Workloads

/// A workload held in memory, split into buffers of one mebibyte, as leger reads them.
struct MemoryProject {
  /// Several files, one after another.
  struct Chunk {
    var text: [UInt8] = []
    var files: [Range<Int>] = []
  }

  private(set) var chunks: [Chunk] = []
  private(set) var inventory = Inventory()
  private(set) var fileCount = 0
  private(set) var byteCount = 0

  /// Composes a project in one folder.
  init(units: Int) {
    // Drop-ins come after the units of their folder.
    var dropIns: [ComposedFile] = []
    var unitFiles: [ComposedFile] = []
    ProjectComposer.compose(units: units) {
      if $0.path.contains("/") { dropIns.append($0) } else { unitFiles.append($0) }
    }
    let folder = inventory.addFolder(Array("units".utf8), resolvedPath: Array("/units".utf8))
    for file in unitFiles {
      inventory.addUnit(Array(file.path.utf8).span, folder: folder, isPlainFile: true)
      add(file.text)
    }
    for file in dropIns {
      let parts = file.path.split(separator: "/")
      let index = inventory.addDropInFolder(Array(parts[0].utf8).span, folder: folder)
      inventory.addDropIn(Array(parts[1].utf8).span, dropInFolder: index)
      add(file.text)
    }
  }

  /// Takes texts that do not form a project.
  init(texts: [[UInt8]]) {
    for text in texts { add(text[...]) }
  }

  private mutating func add(_ text: String) { add(Array(text.utf8)[...]) }

  private mutating func add(_ text: ArraySlice<UInt8>) {
    if chunks.isEmpty || chunks[chunks.count - 1].text.count + text.count > 1 << 20 { chunks.append(Chunk()) }
    let last = chunks.count - 1
    let start = chunks[last].text.count
    chunks[last].text += text
    chunks[last].files.append(start..<start + text.count)
    fileCount += 1
    byteCount += text.count
  }

  /// Returns new buffers with spare room at the end for joined lines, like those that the reader provides.
  func freshBuffers() -> [[UInt8]] {
    chunks.map { chunk in
      [UInt8](unsafeUninitializedCapacity: chunk.text.count + chunk.text.count / 8) { buffer, count in
        _ = buffer.initialize(from: chunk.text)
        count = chunk.text.count
      }
    }
  }

  /// Parses every file in buffers from `freshBuffers`.
  func parse(_ buffers: consuming [[UInt8]]) -> [Document] {
    var documents: [Document] = []
    documents.reserveCapacity(fileCount)
    var rest = buffers
    for chunk in chunks.reversed() {
      guard let text = rest.popLast() else { break }
      var batch = SourceBatch(text: text)
      for range in chunk.files { batch.parse(range, names: Schema.shared.names) }
      documents += batch.documents()
    }
    return documents
  }

  /// The project of this inventory.
  func project() -> Project {
    var documents: [Document] = []
    for chunk in chunks {
      var batch = SourceBatch(text: chunk.text)
      for range in chunk.files { batch.parse(range, names: Schema.shared.names) }
      documents += batch.documents()
    }
    return Project(inventory: inventory, contents: documents.map { .document($0) }, target: Target())
  }
}
