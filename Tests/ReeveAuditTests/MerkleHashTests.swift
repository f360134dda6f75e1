import ReeveAudit
import ReeveJSON
import Testing

@Suite struct MerkleHashTests {
    @Test func hashesArePinned() {
        #expect(MerkleHash.emptyRoot.hex == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        // SHA-256 of one zero byte: the leaf of an empty entry.
        #expect(MerkleHash.leaf([]).hex == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")
        #expect(MerkleHash(hex: MerkleHash.emptyRoot.hex) == .emptyRoot)
        #expect(MerkleHash(hex: "00") == nil)
        #expect(MerkleHash(bytes: [1, 2]) == nil)
    }
}
