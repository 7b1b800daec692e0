/// Joins continued lines as Podman does; runs only for files that have one.
extension Lexer {
  /// Rewrites the records `lines[first...]` of one file; appends the joined text to `text`, after the file's bytes.
  static func joinContinuations(
    in text: inout [UInt8],
    lines: inout ContiguousArray<LineRecord>,
    from first: Int,
    names: borrowing NameTable,
    dialect: Dialect
  ) {
    var joined: [UInt8] = []
    var head: Int?
    var index = first
    while index < lines.count {
      let isLast = index == lines.count - 1
      let piece = pieceRange(of: lines[index], in: text)
      let isComment =
        piece.isEmpty || text[piece.lowerBound] == hash || text[piece.lowerBound] == dialect.commentMark
      if isComment, dialect.skipsCommentsInContinuation || head == nil {
        if !joined.isEmpty {
          lines[index].kind = .skipped
          if let head { lines[index].join(to: head - first, at: joined.count) }
        }
        index += 1
        continue
      }
      var continues = lines[index].flags.contains(.continues)
      if !dialect.skipsCommentsInContinuation, head == nil, continues {
        continues = lines[index].kind == .entry  // before 5.4, only assignments continue
      }
      let isCut = continues && (!isLast || dialect.skipsCommentsInContinuation)
      if continues, !isCut { lines[index].flags.remove(.continues) }  // before 5.4, that backslash is text
      let content = isCut ? piece.lowerBound..<(piece.upperBound - 1) : piece
      if continues, !isLast {
        let start = joined.count
        joined.append(contentsOf: text[content])
        if let head {
          makePiece(&lines[index], content)
          lines[index].join(to: head - first, at: start)
        } else if joined.isEmpty {
          // A lone backslash starts nothing; the next line stands on its own.
          makePiece(&lines[index], content)
          lines[index].kind = .skipped
        } else {
          head = index
        }
      } else if let start = head {
        makePiece(&lines[index], content)
        lines[index].join(to: start - first, at: joined.count)
        joined.append(contentsOf: text[content])
        finish(&joined, into: &lines[start], text: &text, names: names, dialect: dialect)
        head = nil
      } else if continues {
        // A backslash at the very end of the file is removed and has no other effect.
        classify(text.span, content, names: names, dialect: dialect, &lines[index])
      }
      index += 1
    }
    if let start = head {
      makePiece(&lines[start], pieceRange(of: lines[start], in: text))
      lines[start].kind = .lost
    }
  }

  /// The trimmed text of a physical line, including its final backslash.
  static func pieceRange(of record: LineRecord, in text: [UInt8]) -> Range<Int> {
    switch record.kind {
    case .header:
      return Int(record.keyStart) - 1..<Int(record.valueEnd)
    case .malformedHeader, .entry, .malformedKey:
      let start = record.kind == .malformedHeader ? Int(record.keyStart) - 1 : Int(record.keyStart)
      return start..<Int(record.valueEnd)
    case .blank, .comment, .malformed, .continuation, .skipped, .lost:
      return Int(record.valueStart)..<Int(record.valueEnd)
    }
  }

  private static func makePiece(_ record: inout LineRecord, _ content: Range<Int>) {
    record.kind = .continuation
    record.name = 0
    record.keyStart = UInt32(truncatingIfNeeded: content.lowerBound)
    record.keyEnd = record.keyStart
    record.valueStart = record.keyStart
    record.valueEnd = UInt32(truncatingIfNeeded: content.upperBound)
  }

  private static func finish(
    _ joined: inout [UInt8],
    into record: inout LineRecord,
    text: inout [UInt8],
    names: borrowing NameTable,
    dialect: Dialect
  ) {
    let start = text.count
    text.append(contentsOf: joined)
    joined.removeAll(keepingCapacity: true)
    classify(text.span, start..<text.count, names: names, dialect: dialect, &record)
    record.flags.insert(.joined)
  }
}
