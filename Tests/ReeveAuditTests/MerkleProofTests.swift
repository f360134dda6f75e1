import ReeveAudit
import ReeveJSON
import Testing

@Suite struct MerkleProofTests {
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

    @Test func everyInclusionProofVerifiesAndNoOtherDoes() throws {
        let source = MerkleLeaves(DefinedTree.leaves)
        for size in 1...33 {
            let root = DefinedTree.root(DefinedTree.leaves[..<size])
            for index in 0..<size {
                let proof = try MerkleProof.inclusion(
                    index: UInt64(index), size: UInt64(size), node: source.node(level:index:))
                func check(_ leaf: Int, _ position: Int, _ proof: [MerkleHash]) -> Bool {
                    MerkleProof.isIncluded(
                        leaf: DefinedTree.leaves[leaf], index: UInt64(position), size: UInt64(size), root: root,
                        proof: proof)
                }
                #expect(check(index, index, proof))
                #expect(!check(index, index, proof + [DefinedTree.leaves[0]]))
                if !proof.isEmpty { #expect(!check(index, index, Array(proof.dropLast()))) }
                if size > 1 { #expect(!check((index + 1) % size, index, proof)) }
            }
        }
        #expect(throws: AuditError.self) {
            try MerkleProof.inclusion(index: 5, size: 5, node: source.node(level:index:))
        }
    }

    @Test func everyConsistencyProofVerifiesAndNoOtherDoes() throws {
        let source = MerkleLeaves(DefinedTree.leaves)
        for newSize in 1...33 {
            let newRoot = DefinedTree.root(DefinedTree.leaves[..<newSize])
            for oldSize in 1...newSize {
                let oldRoot = DefinedTree.root(DefinedTree.leaves[..<oldSize])
                let proof = try MerkleProof.consistency(
                    from: UInt64(oldSize), to: UInt64(newSize), node: source.node(level:index:))
                func check(_ oldRoot: MerkleHash, _ newRoot: MerkleHash, _ proof: [MerkleHash]) -> Bool {
                    MerkleProof.isConsistent(
                        oldSize: UInt64(oldSize), oldRoot: oldRoot, newSize: UInt64(newSize), newRoot: newRoot,
                        proof: proof)
                }
                #expect(check(oldRoot, newRoot, proof))
                #expect(!check(DefinedTree.leaves[40], newRoot, proof))
                #expect(!check(oldRoot, DefinedTree.leaves[40], proof))
                #expect(!check(oldRoot, newRoot, proof + [DefinedTree.leaves[0]]))
            }
        }
        for (old, new) in [(0, 5), (6, 5)] as [(UInt64, UInt64)] {
            #expect(throws: AuditError.self) {
                try MerkleProof.consistency(from: old, to: new, node: source.node(level:index:))
            }
        }
    }
}
