import ReeveModel
import Testing

@Suite struct RequesterTests {
    @Test(
        arguments: [
            ("user:anna", .user("anna")), ("service-account:ci", .serviceAccount("ci", organization: nil)),
            ("service-account:ci@acme", .serviceAccount("ci", organization: "acme")),
            ("os:anna@build-7", .localAdministrator("anna@build-7")),
            // An account of a domain has an `@` of its own.
            ("os:anna@corp@build-7", .localAdministrator("anna@corp@build-7")),
        ] as [(String, Requester)])
    func aTextIsReadOnceAndSpelledTheSame(text: String, requester: Requester) {
        #expect(Requester(text) == requester && requester.description == text)
    }

    @Test(arguments: [
        "", "anna", "user:", "user:An na", "user:anna@acme", "service-account:", "service-account:ci@",
        "service-account:@acme", "service-account:a@b@c", "os:", "os:anna", "os:@here", "os:anna@", "os:*",
        "reeve:queue",
    ])
    func aTextThatNamesNobodyIsKeptAsItStands(text: String) {
        #expect(Requester(text) == .unreadable(text) && Requester(text).description == text)
    }
}
