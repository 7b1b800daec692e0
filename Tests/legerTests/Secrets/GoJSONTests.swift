import Testing

@testable import leger

/// JSON as Go's encoding/json reads and writes it; each expectation is what a Go 1.24 program answers.
struct GoJSONTests {
  /// What a document is, read as `struct { Name string; Version uint32; Flag bool; Value []byte }`.
  private func read(_ text: String) -> String {
    var result = (name: "", version: UInt64(0), flag: false, value: [UInt8]())
    var reader = GoJSONReader(SecretBytes(text.utf8))
    do throws(GoJSONReader.Malformed) {
      try reader.object { (reader, name) throws(GoJSONReader.Malformed) in
        switch name {
        case "name": if let text = try reader.text() { result.name = String(decoding: text, as: UTF8.self) }
        case "version": if let number = try reader.number() { result.version = number }
        case "flag": if let flag = try reader.flag() { result.flag = flag }
        case "value": result.value = try reader.data()?.array ?? []
        default: try reader.skip()
        }
      }
    } catch {
      return "malformed"
    }
    return "\(result.name)|\(result.version)|\(result.flag)|\(String(decoding: result.value, as: UTF8.self))"
  }

  @Test(arguments: [
    (#"{"Name":"a","Version":7,"Flag":true,"Value":"dg=="}"#, "a|7|true|v"),
    (#" { "nAmE" : "a" , "VERSION" : 7 } "#, "a|7|false|"),
    (#"{"Name":"a","name":"b"}"#, "b|0|false|"),
    (#"{"Name":"a","Name":null,"Version":null,"Flag":null}"#, "a|0|false|"),
    (#"{"Value":"dg==","Value":null}"#, "|0|false|"),
    (#"{"Value":[118,0x]}"#, "malformed"),
    (#"{"Value":[118,119]}"#, "|0|false|vw"),
    (#"{"Value":[256]}"#, "malformed"),
    ("{\"Value\":\"dnd3\\ndg==\\r\"}", "|0|false|vwwv"),
    (#"{"Value":"dg"}"#, "malformed"), (#"{"Value":"dg="}"#, "malformed"), (#"{"Value":"d==="}"#, "malformed"),
    (#"{"Value":"dg==dg=="}"#, "malformed"), (#"{"Value":"_-8="}"#, "malformed"),
    (#"{"Value":"dnd3dg==="}"#, "malformed"),
    (#"{"Value":"=dg="}"#, "malformed"), (#"{"Value":"dh=="}"#, "|0|false|v"),
    (#"{"Name":"a"} trailing"#, "a|0|false|"), (#"{"Name":"a"}}"#, "a|0|false|"),
    ("null", "|0|false|"), ("null x", "|0|false|"), ("{}", "|0|false|"),
    ("", "malformed"), ("  ", "malformed"), ("[]", "malformed"), ("\"a\"", "malformed"), ("1", "malformed"),
    ("{bad", "malformed"), (#"{"Name":"a""#, "malformed"), (#"{"Name":"a",}"#, "malformed"),
    (#"{"Name"}"#, "malformed"),
    (#"{"Name":1}"#, "malformed"), (#"{"Version":"1"}"#, "malformed"), (#"{"Flag":0}"#, "malformed"),
    (#"{"Version":-1}"#, "malformed"), (#"{"Version":1.0}"#, "malformed"), (#"{"Version":1e0}"#, "malformed"),
    (#"{"Version":01}"#, "malformed"), (#"{"Version":18446744073709551615}"#, "|18446744073709551615|false|"),
    (#"{"Version":18446744073709551616}"#, "malformed"),
    (#"{"x":[1,-2.5e+3,{"y":[[],{}]},"z",null,true,false],"Name":"a"}"#, "a|0|false|"),
    (#"{"x":[1,],"Name":"a"}"#, "malformed"), (#"{"x":{"y"},"Name":"a"}"#, "malformed"), (#"{"x":tru}"#, "malformed"),
    (#"{"x":[1 2]}"#, "malformed"), (#"{"x":1.}"#, "malformed"), (#"{"x":-}"#, "malformed"),
    (#"{"x":1e}"#, "malformed"),
    (#"{"x":]}"#, "malformed"), (#"{"x":[}}"#, "malformed"),
    (#"{"Name":"\u00e9\/\"\\\b\f\n\r\t"}"#, "é/\"\\\u{8}\u{C}\n\r\t|0|false|"),
    (#"{"Name":"\ud83d\ude00"}"#, "😀|0|false|"), (#"{"Name":"\ud83d"}"#, "\u{FFFD}|0|false|"),
    (#"{"Name":"\ud83d\u0041"}"#, "\u{FFFD}A|0|false|"), (#"{"Name":"\ude00x"}"#, "\u{FFFD}x|0|false|"),
    (#"{"Name":"\ud83dx"}"#, "\u{FFFD}x|0|false|"),
    (#"{"Name":"\u12"}"#, "malformed"), (#"{"Name":"\x"}"#, "malformed"), ("{\"Name\":\"a\nb\"}", "malformed"),
    ("{\"Name\":\"a", "malformed"), (#"{"Name":"\"#, "malformed"), (#"{"ver\u017fion":3}"#, "|3|false|"),
  ]) func `a document is what Go makes of it`(_ text: String, _ expected: String) {
    #expect(read(text) == expected)
  }

  @Test func `each byte that is not UTF-8 becomes one mark`() throws {
    let bytes = Array("\"a".utf8) + [0xFF, 0xC3, 0xE2, 0x82] + Array("é\"".utf8)
    var reader = GoJSONReader(SecretBytes(bytes))
    let text = try reader.text() ?? []
    #expect(String(decoding: text, as: UTF8.self) == "a\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}é")
  }

  @Test func `what lies too deep is malformed, and does not end leger`() {
    let deep = { (count: Int) in
      #"{"x":"# + String(repeating: "[", count: count) + String(repeating: "]", count: count) + "}"
    }
    #expect(read(deep(9_999)) == "|0|false|")
    #expect(read(deep(10_000)) == "malformed")
    #expect(read(deep(1_000_000)) == "malformed")
  }

  @Test func `texts are written as Go writes them`() {
    var json = GoJSONWriter()
    json.array { json in
      json.text("<a>&\"\\\u{0}\u{1F}\u{7F}\u{2028}é😀\u{8}\u{C}\n\r\t".utf8)
      json.text([0x61, 0xFF])
      json.object { json in
        json.name("Name")
        json.number(UInt64.max)
        json.name([0x26])
        json.literal("null")
      }
      json.object { _ in }
      [UInt8]("ab".utf8).withUnsafeBytes { json.data($0) }
    }
    let expected =
      #"["\u003ca\u003e\u0026\"\\\u0000\u001f"# + "\u{7F}" + #"\u2028é😀\b\f\n\r\t","a"# + "\u{FFFD}"
      + #"",{"Name":18446744073709551615,"\u0026":null},{},"YWI="]"#
    #expect(String(decoding: json.bytes().array, as: UTF8.self) == expected)
  }

  @Test func `base64 comes back whatever the length`() {
    for count in 0..<70 {
      let value = SecretBytes(randomCount: count)
      var builder = SecretBytes.Builder(capacity: 0)
      value.withBytes { Base64.append($0, to: &builder) }
      let text = builder.bytes()
      #expect(text.count == (count + 2) / 3 * 4)
      #expect(Base64.decode(text)?.array == value.array)
    }
  }
}
