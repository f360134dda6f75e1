import ReeveJSON
import ReeveTemplate
import Testing

@Suite struct TemplateVersionTests {
    @Test func aVersionIsShownByTheShortFormOfItsDigest() {
        let digest = ContentDigest.of(.string("Hello"))
        #expect(TemplateVersion(digest: digest).description == digest.short)
    }
}
