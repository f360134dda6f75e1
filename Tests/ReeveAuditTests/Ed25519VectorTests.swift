import Crypto
import ReeveAudit
import ReeveJSON
import Testing

@Suite struct Ed25519VectorTests {
    /// Project Wycheproof: what a verifier of ours would take for a signature.
    @Test func everyVectorAgrees() throws {
        let groups = try #require(try Fixture.json("wycheproof/ed25519_test.json")["testGroups"]?.array)
        var count = 0
        for group in groups {
            let bytes = try #require(Hex.decode(group["publicKey"]?["pk"]?.string ?? ""))
            let key = try VerifierKey(name: "vector", publicKey: bytes)
            let verifier = try Curve25519.Signing.PublicKey(rawRepresentation: key.publicKey)
            for test in group["tests"]?.array ?? [] {
                let message = try #require(Hex.decode(test["msg"]?.string ?? "-"))
                let signature = try #require(Hex.decode(test["sig"]?.string ?? "-"))
                let isValid = verifier.isValidSignature(signature, for: message)
                #expect(isValid == (test["result"]?.string == "valid"), "\(test["tcId"]?.int ?? 0)")
                count += 1
            }
        }
        #expect(count == 151)
    }
}
