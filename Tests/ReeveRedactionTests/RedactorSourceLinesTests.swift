import ReeveRedaction
import Testing

/// What of a manifest's line is not quoted in a message.
@Suite struct RedactorSourceLinesTests {
    /// The line with marks for its secrets.
    private func masked(_ line: String) -> String {
        var scalars = Array(line.unicodeScalars)
        for span in Redactor().secretSpans(inSourceLine: line).reversed() {
            scalars.replaceSubrange(span, with: "*".unicodeScalars)
        }
        var out = ""
        out.unicodeScalars.append(contentsOf: scalars)
        return out
    }

    @Test(arguments: [
        ("  password: hunter2", "  password: *"), ("password:   'hunter 2' # mine", "password:   '*' # mine"),
        ("password: hunter2 # mine", "password: * # mine"),
        ("spec: {password: hunter2, user: x}", "spec: {password: *, user: x}"),
        (#"{"DB_PASSWORD":"hun\"ter2","a":1}"#, #"{"DB_PASSWORD":"*","a":1}"#), ("apiToken: abc", "apiToken: *"),
        ("client-secret: abc", "client-secret: *"), ("key: abc", "key: *"),
        ("é: {token: é, b: c}", "é: {token: *, b: c}"),
        ("token: [abc, def]", "token: *]"), ("passphrase: \"open", "passphrase: \"*"),
    ])
    func valuesUnderTellingNamesAreSpans(line: String, shown: String) { #expect(masked(line) == shown) }

    @Test(arguments: [
        "token: env:NAME", "password: {fromSecret: env:NAME}", "takesSecretText: true", "monkey: banana", "keys: [a]",
        "token:", "password: ", ":", "url: http://host/path", "secret: null",
    ])
    func referencesAndOtherFieldsStay(line: String) { #expect(masked(line) == line) }

    @Test func tokensCountByTheirShape() {
        let token = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
        #expect(masked("comand: [git, \(token)]") == "comand: [git, *]")
    }
}
