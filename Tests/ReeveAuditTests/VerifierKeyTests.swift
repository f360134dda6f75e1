import ReeveAudit
import ReeveJSON
import Testing

@Suite struct VerifierKeyTests {
    @Test(arguments: [
        "", "a+b", "a+00000000+AAAA", "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+AhpC2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ])
    func malformedKeysAreRefused(text: String) {
        #expect { try VerifierKey(vkey: text) } throws: { ($0 as? AuditError)?.code == .invalidKey }
    }
}
