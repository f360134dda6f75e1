import ReeveJSON
import Testing

@Suite struct ContentDigestTests {
    @Test func isSHA256OfTheBytes() throws {
        let digest = ContentDigest.of(Array("abc".utf8))
        #expect(digest.description == "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(ContentDigest(digest.description) == digest)
        #expect(ContentDigest("sha256:12") == nil)
    }
}
