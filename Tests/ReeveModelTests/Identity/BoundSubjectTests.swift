import ReeveModel
import Testing

@Suite struct BoundSubjectTests {
    @Test(
        arguments: [
            ("anna", .requester(.user("anna"))), ("os:*", .anyLocalAdministrator),
            ("os:anna@build-7", .requester(.localAdministrator("anna@build-7"))),
            ("service-account:ci", .requester(.serviceAccount("ci", organization: nil))),
        ] as [(String, BoundSubject)])
    func anIDNamesWhomItIsWrittenFor(id: String, subject: BoundSubject) {
        #expect(BoundSubject(id) == subject)
    }

    @Test(arguments: ["user:anna", "An na", "os:anna", "service-account:"])
    func anIDThatNamesNobodyIsUnreadable(id: String) {
        #expect(BoundSubject(id) == .requester(.unreadable(id)))
    }

    @Test func aSubjectIsShownAsTheRequesterThatMeetsIt() {
        #expect(BoundSubject("anna").description == "user:anna")
        #expect(BoundSubject("os:*").description == "os:*")
    }
}
