import Foundation
import TestSupport
import Testing

@testable import leger

/// Keys as Tink keeps them, against published vectors and files that Google's Tink has made (`Tests/Setec/make-databases`).
struct KeysetTests {
  private func bytes(_ text: String) -> [UInt8] { Digest.bytes(of: text) ?? [] }

  // MARK: Algorithms

  /// Source: draft-irtf-cfrg-xchacha-03, section 2.2.1.
  @Test func `HChaCha20 makes the key of the published example`() {
    let subkey = HChaCha20.subkey(
      of: SecretBytes(0..<32),
      nonce: bytes("000000090000004a0000000031415927")[...]
    )
    #expect(Digest.text(of: subkey.array) == "82413b4227b27bfed30e42508a877d73a0f9e4d58a74a853c12ec41326d3ecdc")
  }

  /// Sources: draft-irtf-cfrg-xchacha-03, appendix A.3.1; RFC 8439, section 2.8.2; test case 16 of the GCM specification.
  @Test func `ciphertexts are those of the published examples`() throws {
    let text = """
      Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.
      """
    let associated = bytes("50515253c0c1c2c3c4c5c6c7")
    let key = SecretBytes(0x80..<0xA0 as Range<UInt8>)
    let x = try #require(AEAD(.xChaCha20Poly1305, key: key))
    let nonce = (0x40..<0x58 as Range<UInt8>).map { $0 }
    let sealed = try #require(x.seal(SecretBytes(text.utf8), nonce: nonce, associated: associated))
    #expect(Digest.text(of: sealed[24..<40]) == "bd6d179d3e83d43b9576579493c0e939")
    #expect(Digest.text(of: sealed.suffix(16)) == "c0875924c1c7987947deafd8780acf49")
    let plain = try #require(AEAD(.chaCha20Poly1305, key: key))
    let other = try #require(
      plain.seal(SecretBytes(text.utf8), nonce: bytes("070000004041424344454647"), associated: associated)
    )
    #expect(Digest.text(of: other.suffix(16)) == "1ae10b594f09e26a7e902ecbd0600691")
    let gcm = try #require(
      AEAD(.aesGCM, key: SecretBytes(bytes("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308")))
    )
    let third = try #require(
      gcm.seal(
        SecretBytes(
          bytes(
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525"
              + "b16aedf5aa0de657ba637b39"
          )
        ),
        nonce: bytes("cafebabefacedbaddecaf888"),
        associated: bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2")
      )
    )
    #expect(Digest.text(of: third.suffix(16)) == "76fc6ece0f4e1768cddf8853bb2d551b")
  }

  @Test(arguments: [AEAD.Algorithm.aesGCM, .chaCha20Poly1305, .xChaCha20Poly1305])
  func `what is sealed opens again, and nothing else does`(_ algorithm: AEAD.Algorithm) throws {
    let aead = AEAD(random: algorithm)
    for count in [0, 1, 16, 1000] {
      let value = SecretBytes(randomCount: count)
      let sealed = try #require(aead.seal(value, associated: [1, 2]))
      #expect(aead.open(sealed[...], associated: [1, 2])?.array == value.array)
      #expect(aead.open(sealed[...], associated: [1]) == nil)
      #expect(aead.open(sealed.dropLast(), associated: [1, 2]) == nil)
      #expect(aead.open(sealed.prefix(algorithm.nonceSize + 15), associated: [1, 2]) == nil)
      #expect(AEAD(random: algorithm).open(sealed[...], associated: [1, 2]) == nil)
      for index in 0..<min(sealed.count, 60) {
        var changed = sealed
        changed[index] ^= 1
        #expect(aead.open(changed[...], associated: [1, 2]) == nil)
      }
      #expect(try #require(aead.seal(value, associated: [1, 2])) != sealed)
    }
  }

  @Test func `keys have sizes`() {
    for (size, algorithms) in [(16, [AEAD.Algorithm.aesGCM]), (32, [.aesGCM, .chaCha20Poly1305, .xChaCha20Poly1305])] {
      for algorithm in [AEAD.Algorithm.aesGCM, .chaCha20Poly1305, .xChaCha20Poly1305] {
        let isKey = AEAD(algorithm, key: SecretBytes(randomCount: size)) != nil
        #expect(isKey == algorithms.contains(algorithm))
        #expect(AEAD(algorithm, key: SecretBytes(randomCount: size - 1)) == nil)
      }
    }
  }

  // MARK: Keysets

  private static let folder = Corpus.root.appending(path: "Corpus/setec")

  private static let names: [String] =
    (try? FileManager.default.contentsOfDirectory(atPath: folder.path))?.filter { $0.hasSuffix(".db") }
    .map { String($0.dropLast(3)) }.sorted() ?? []

  private func file(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: Self.folder.appending(path: name)))
  }

  @Test func `there is a file for each kind of key and prefix`() { #expect(Self.names.count == 13) }

  @Test(arguments: names) func `a database that Tink has made opens`(_ name: String) throws {
    let host = SimulatedHost()
    let database = try file("\(name).db")
    host.change { $0.files.write("/s/secrets.db", database) }
    let key = try Keyset(json: SecretBytes(try file("\(name).key.json")))
    var opened = try SecretDatabase(Array("/s/secrets.db".utf8), within: Array("/s".utf8), key: key, on: host)
    let secret = try #require(opened.table.secrets[SecretName("app/key")])
    #expect(secret.versions.mapValues(\.array) == [1: Array("one".utf8), 3: [0, 0xFF, 0x0A]])
    #expect((secret.active, secret.latest, secret.deleted) == (1, 4, [2, 4]))
    #expect(opened.table.secrets[SecretName("é/empty")]?.versions[1]?.array == [])
    // A change leaves the key in the file as it is, and everything opens again.
    _ = try opened.change { table throws(SecretFailure) in try table.put(SecretName("new"), SecretBytes([1])) }
    let again = try SecretDatabase(Array("/s/secrets.db".utf8), within: Array("/s".utf8), key: key, on: host)
    #expect(again.table.infos == opened.table.infos)
    #expect(again.table.secrets.count == 3)
    // The keyset itself comes back from JSON and from its message.
    for copy in [try Keyset(json: key.json), try Keyset(message: key.message)] {
      let sealed = try #require(copy.encrypt(SecretBytes([7]), associated: []))
      #expect(key.decrypt(sealed, associated: [])?.array == [7])
    }
  }

  @Test func `a key of another store does not open it`() throws {
    let host = SimulatedHost()
    let database = try file("aes256gcm-tink.db")
    host.change { $0.files.write("/s/secrets.db", database) }
    for name in Self.names where name != "aes256gcm-tink" {
      let key = try Keyset(json: SecretBytes(try file("\(name).key.json")))
      #expect(throws: HostFailure.self) {
        try SecretDatabase(Array("/s/secrets.db".utf8), within: Array("/s".utf8), key: key, on: host)
      }
    }
  }

  @Test(arguments: [
    ("{}", "names no primary key"), ("[]", "no keyset in JSON"), ("", "no keyset in JSON"),
    (#"{"primaryKeyId":1,"key":[]}"#, "primary key is missing"),
    (#"{"primaryKeyId":4294967296,"key":[]}"#, "names no primary key"),
  ]) func `what is no keyset is told`(_ text: String, _ reason: String) {
    let failure = #expect(throws: Keyset.Failure.self) { try Keyset(json: SecretBytes(text.utf8)) }
    #expect(failure?.message.contains(reason) == true, "\(failure?.message ?? "")")
  }

  @Test func `keys that are disabled do not count, and several decrypt`() throws {
    let first = Keyset(random: .aesGCM)
    let text = String(decoding: first.json.array, as: UTF8.self)
    #expect(throws: Keyset.Failure.self) {
      try Keyset(json: SecretBytes(text.replacing("ENABLED", with: "DISABLED").utf8))
    }
    let second = Keyset(random: .chaCha20Poly1305)
    let keys = { (keyset: Keyset) in
      let text = String(decoding: keyset.json.array, as: UTF8.self)
      return (text.firstRange(of: "[").map { String(text[$0.upperBound...].dropLast(2)) }) ?? ""
    }
    let both = try Keyset(
      json: SecretBytes(text.replacing(keys(first), with: "\(keys(first)),\(keys(second))").utf8)
    )
    for keyset in [first, second] {
      let sealed = try #require(keyset.encrypt(SecretBytes([1, 2]), associated: [3]))
      #expect(both.decrypt(sealed, associated: [3])?.array == [1, 2])
      #expect(both.decrypt(sealed, associated: []) == nil)
    }
    let sealed = try #require(both.encrypt(SecretBytes([9]), associated: []))
    #expect(first.decrypt(sealed, associated: [])?.array == [9])
  }
}
