import ReeveModel
import Testing

@Suite struct SecretReferenceTests {
    @Test(arguments: [
        ("env:TOKEN_1", SecretReference.environment("TOKEN_1"), true), ("env:_x", .environment("_x"), true),
        ("file:secrets/token", .file("secrets/token"), true), ("file:a:b", .file("a:b"), true),
        ("exec:vault/team/key", .helper(name: "vault", key: "team/key"), false), ("store:k", .store("k"), false),
    ])
    func referencesAreReadAndWrittenBack(text: String, reference: SecretReference, isServed: Bool) {
        #expect(SecretReference(text) == reference)
        #expect(reference.description == text && reference.isServed == isServed)
    }

    @Test(arguments: [
        "", "TOKEN", "env:", "env:1A", "env:A-B", "env:A B", "env:Ä", "ENV:A", "file:", "exec:vault", "exec:/key",
        "exec:vault/", "store:", "vault:x", " env:A", "hunter2",
    ])
    func aLiteralOrAnotherFormIsNoReference(text: String) { #expect(SecretReference(text) == nil) }

    /// Such a text is told to be a mistake, and not taken for a literal value.
    @Test(arguments: ["env:", "ENV:A", "Vault:x", "op://vault/item", "secretRef:x", "env:A-B"])
    func whatWasMeantAsAReferenceIsSeen(text: String) { #expect(SecretReference.looksMeant(text)) }

    @Test(arguments: ["", "plain", "https://example.com", "a:b", ":x"])
    func otherTextIsNotTakenForOne(text: String) { #expect(!SecretReference.looksMeant(text)) }
}
