extension StaticString {
  /// Whether some bytes are this text.
  func isEqual(to bytes: ArraySlice<UInt8>) -> Bool {
    utf8CodeUnitCount == bytes.count && withUTF8Buffer { bytes.elementsEqual($0) }
  }

  /// The bytes as an array.
  var array: [UInt8] { withUTF8Buffer { Array($0) } }
}
