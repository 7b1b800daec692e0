/// The wire format of Protocol Buffers, as far as Tink's keysets need it (protobuf.dev/programming-guides/encoding).
enum ProtocolBuffer {
  /// One field of a message.
  struct Field {
    let number: UInt64
    let value: Value
  }

  enum Value {
    case number(UInt64)
    case bytes(SecretBytes)
    /// A fixed width, which none of the messages has.
    case other
  }

  /// Cuts a message into its fields; nil when it is none.
  static func fields(of message: SecretBytes) -> [Field]? {
    var fields: [Field] = []
    var position = 0
    func varint() -> UInt64? {
      var value: UInt64 = 0
      for shift in stride(from: UInt64(0), to: 64, by: 7) {
        guard position < message.count else { return nil }
        let byte = message[position]
        position += 1
        value |= UInt64(byte & 0x7F) << shift
        if byte < 0x80 { return value }
      }
      return nil
    }
    while position < message.count {
      guard let tag = varint() else { return nil }
      let value: Value
      switch tag & 7 {
      case 0:
        guard let number = varint() else { return nil }
        value = .number(number)
      case 2:
        guard let length = varint().flatMap(Int.init(exactly:)), length <= message.count - position else { return nil }
        let bytes = message.withBytes { SecretBytes($0[position..<position + length]) }
        position += length
        value = .bytes(bytes)
      case 1, 5:
        position += tag & 7 == 1 ? 8 : 4
        guard position <= message.count else { return nil }
        value = .other
      default: return nil
      }
      fields.append(Field(number: tag >> 3, value: value))
    }
    return fields
  }

  /// Writes a message.
  struct Writer: ~Copyable {
    private var output = SecretBytes.Builder()

    borrowing func bytes() -> SecretBytes { output.bytes() }

    mutating func number(_ value: UInt64, field: UInt64) {
      varint(field << 3)
      varint(value)
    }

    mutating func bytes(_ value: SecretBytes, field: UInt64) {
      varint(field << 3 | 2)
      varint(UInt64(value.count))
      value.withBytes { output.append($0) }
    }

    private mutating func varint(_ value: UInt64) {
      var rest = value
      while rest >= 0x80 {
        output.append(UInt8(truncatingIfNeeded: rest) | 0x80)
        rest >>= 7
      }
      output.append(UInt8(rest))
    }
  }
}

extension [ProtocolBuffer.Field] {
  /// The last number of a field; zero when it is not there, as Protocol Buffers mean it.
  func number(_ field: UInt64) -> UInt64 {
    for case .number(let value) in filter({ $0.number == field }).map(\.value).reversed() { return value }
    return 0
  }

  /// The last bytes of a field; nil when it is not there.
  func bytes(_ field: UInt64) -> SecretBytes? {
    for case .bytes(let value) in filter({ $0.number == field }).map(\.value).reversed() { return value }
    return nil
  }

  /// All bytes of a field.
  func all(_ field: UInt64) -> [SecretBytes] {
    compactMap { entry in
      if entry.number == field, case .bytes(let value) = entry.value { return value }
      return nil
    }
  }
}
