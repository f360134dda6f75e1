import ReeveAudit
import ReeveJSON
import Testing

@Suite struct MerkleVectorTests {
    private func hash(_ value: JSONValue?) -> MerkleHash? {
        guard let text = value?.string, !text.isEmpty else { return nil }
        // Some vectors have texts such as "don't care" for hashes. The type holds 32 bytes only, so a hash of
        // the text stands in: equal texts stay equal, and nothing else becomes equal.
        return TestBase64.decode(text).map { MerkleHash(bytes: $0) ?? .leaf($0) }
    }

    private func proof(_ value: JSONValue?) -> [MerkleHash]? {
        let elements = value?.array ?? []
        let hashes = elements.compactMap { hash($0) }
        return hashes.count == elements.count ? hashes : nil
    }

    @Test func everyInclusionVectorAgrees() throws {
        let cases = try #require(try Fixture.json("merkle/inclusion.json").array)
        #expect(cases.count == 98)
        for vector in cases {
            let index = try #require(UInt64(vector["leafIdx"]?.number?.canonicalText ?? ""))
            let size = try #require(UInt64(vector["treeSize"]?.number?.canonicalText ?? ""))
            var isIncluded = false
            if let leaf = hash(vector["leafHash"]), let root = hash(vector["root"]), let proof = proof(vector["proof"])
            {
                isIncluded = MerkleProof.isIncluded(leaf: leaf, index: index, size: size, root: root, proof: proof)
            }
            #expect(isIncluded != vector["wantErr"]?.bool, "\(vector["case"]?.string ?? "")")
        }
    }

    @Test func everyConsistencyVectorAgrees() throws {
        let cases = try #require(try Fixture.json("merkle/consistency.json").array)
        #expect(cases.count == 98)
        for vector in cases {
            let oldSize = try #require(UInt64(vector["size1"]?.number?.canonicalText ?? ""))
            let newSize = try #require(UInt64(vector["size2"]?.number?.canonicalText ?? ""))
            var isConsistent = false
            if let old = hash(vector["root1"]), let new = hash(vector["root2"]), let proof = proof(vector["proof"]) {
                isConsistent = MerkleProof.isConsistent(
                    oldSize: oldSize, oldRoot: old, newSize: newSize, newRoot: new, proof: proof)
            }
            #expect(isConsistent != vector["wantErr"]?.bool, "\(vector["case"]?.string ?? "")")
        }
    }
}

@Suite struct MerkleTreeTests {
    /// The definition of RFC 9162, section 2.1.1, word for word.
    private func definedRoot(_ leaves: ArraySlice<MerkleHash>) -> MerkleHash {
        guard let first = leaves.first else { return .emptyRoot }
        if leaves.count == 1 { return first }
        var k = 1
        while k * 2 < leaves.count { k *= 2 }
        let middle = leaves.startIndex + k
        return .node(definedRoot(leaves[..<middle]), definedRoot(leaves[middle...]))
    }

    private let leaves = (0..<67).map { MerkleHash.leaf([UInt8($0), 7]) }

    @Test func hashesArePinned() {
        #expect(MerkleHash.emptyRoot.hex == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        // SHA-256 of one zero byte: the leaf of an empty entry.
        #expect(MerkleHash.leaf([]).hex == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")
        #expect(MerkleHash(hex: MerkleHash.emptyRoot.hex) == .emptyRoot)
        #expect(MerkleHash(hex: "00") == nil)
        #expect(MerkleHash(bytes: [1, 2]) == nil)
    }

    @Test func frontierHasTheDefinedRootAtEverySize() throws {
        var frontier = MerkleFrontier()
        for size in 0...leaves.count {
            #expect(frontier.root == definedRoot(leaves[..<size]))
            #expect(try MerkleFrontier(json: frontier.json) == frontier)
            if size < leaves.count { frontier.append(leaves[size]) }
        }
    }

    @Test func everyInclusionProofVerifiesAndNoOtherDoes() throws {
        let source = MerkleLeaves(leaves)
        for size in 1...33 {
            let root = definedRoot(leaves[..<size])
            for index in 0..<size {
                let proof = try MerkleProof.inclusion(
                    index: UInt64(index), size: UInt64(size), node: source.node(level:index:))
                func check(_ leaf: Int, _ position: Int, _ proof: [MerkleHash]) -> Bool {
                    MerkleProof.isIncluded(
                        leaf: leaves[leaf], index: UInt64(position), size: UInt64(size), root: root, proof: proof)
                }
                #expect(check(index, index, proof))
                #expect(!check(index, index, proof + [leaves[0]]))
                if !proof.isEmpty { #expect(!check(index, index, Array(proof.dropLast()))) }
                if size > 1 { #expect(!check((index + 1) % size, index, proof)) }
            }
        }
        #expect(throws: AuditError.self) {
            try MerkleProof.inclusion(index: 5, size: 5, node: source.node(level:index:))
        }
    }

    @Test func everyConsistencyProofVerifiesAndNoOtherDoes() throws {
        let source = MerkleLeaves(leaves)
        for newSize in 1...33 {
            let newRoot = definedRoot(leaves[..<newSize])
            for oldSize in 1...newSize {
                let oldRoot = definedRoot(leaves[..<oldSize])
                let proof = try MerkleProof.consistency(
                    from: UInt64(oldSize), to: UInt64(newSize), node: source.node(level:index:))
                func check(_ oldRoot: MerkleHash, _ newRoot: MerkleHash, _ proof: [MerkleHash]) -> Bool {
                    MerkleProof.isConsistent(
                        oldSize: UInt64(oldSize), oldRoot: oldRoot, newSize: UInt64(newSize), newRoot: newRoot,
                        proof: proof)
                }
                #expect(check(oldRoot, newRoot, proof))
                #expect(!check(leaves[40], newRoot, proof))
                #expect(!check(oldRoot, leaves[40], proof))
                #expect(!check(oldRoot, newRoot, proof + [leaves[0]]))
            }
        }
        for (old, new) in [(0, 5), (6, 5)] as [(UInt64, UInt64)] {
            #expect(throws: AuditError.self) {
                try MerkleProof.consistency(from: old, to: new, node: source.node(level:index:))
            }
        }
    }

    @Test(arguments: [
        "{}", #"{"peaks":[],"size":1}"#, #"{"peaks":["zz"],"size":1}"#, #"{"peaks":[],"size":-1}"#,
        #"{"peaks":[],"size":0,"x":1}"#, "null",
    ])
    func damagedFrontierIsRefused(text: String) throws {
        let value = try JSONParser.parse(text)
        #expect { try MerkleFrontier(json: value) } throws: { ($0 as? AuditError)?.code == .invalidFrontier }
    }
}

/// Written apart from the room's own, so that the two check each other.
enum TestBase64 {
    static func decode(_ text: String) -> [UInt8]? {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var bits = 0
        var count = 0
        var out: [UInt8] = []
        for character in text where character != "=" {
            guard let value = alphabet.firstIndex(of: character) else { return nil }
            bits = (bits << 6 | value) & 0xFFFF
            count += 6
            if count >= 8 {
                count -= 8
                out.append(UInt8(truncatingIfNeeded: bits >> count))
            }
        }
        return out
    }
}
