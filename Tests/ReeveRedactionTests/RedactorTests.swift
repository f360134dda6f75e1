import ReeveJSON
import ReeveRedaction
import TestSupport
import Testing

@Suite struct RedactorShapeTests {
    private let redactor = Redactor()

    /// Samples are put together here, so that no scanner takes this file for a leak.
    private static let alphanumeric40 = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0"
    private static let jwt = "eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiJhbm5hIn0." + "c2lnbmF0dXJlLW9mLXRoZS10b2tlbg"

    static let secrets: [(secret: String, kind: String)] = [
        ("sk-" + alphanumeric40, "api-key"), ("sk-proj-" + alphanumeric40, "api-key"),
        ("sk-ant-api03-" + alphanumeric40, "anthropic-key"), ("ghp_" + alphanumeric40.prefix(36), "github-token"),
        ("github_pat_" + alphanumeric40, "github-token"), ("glpat-" + alphanumeric40.prefix(20), "gitlab-token"),
        ("xoxb-" + "123456789012-" + alphanumeric40, "slack-token"), ("AKIA" + "ABCDEFGH12345678", "aws-key"),
        ("AIza" + alphanumeric40.prefix(35), "google-key"), ("hf_" + alphanumeric40, "huggingface-token"),
        (jwt, "jwt"), ("sk_live_" + alphanumeric40, "stripe-key"), ("npm_" + alphanumeric40, "npm-token"),
    ].map { (String($0.0), $0.1) }

    @Test(arguments: secrets)
    func tokenIsRedactedWhereverItStands(secret: String, kind: String) {
        for (before, after) in [
            ("", ""), ("token: ", " end"), ("\"", "\""), ("\\n", "\\n"), ("x=", "&y=1"), ("%3D", ""), ("(", ")"),
            ("\u{1B}[31m", "\u{1B}[0m"), ("é", "é"), ("\\u0022", ""),
        ] {
            let (text, markers) = redactor.redact(before + secret + after)
            #expect(text == "\(before)[redacted:\(kind)]\(after)")
            #expect(markers.counts == [kind: 1])
        }
    }

    @Test(arguments: [
        ("Authorization: Bearer abcdefgh12", "Authorization: Bearer [redacted:authorization]"),
        ("authorization: basic dXNlcjpwYXNz", "authorization: basic [redacted:authorization]"),
        (#"{"Authorization": "Token abcd"}"#, #"{"Authorization": "Token [redacted:authorization]"}"#),
        ("Authorization: abcdefgh1", "Authorization: [redacted:authorization]"),
        ("send bearer  abc123def", "send bearer  [redacted:bearer]"),
        ("https://anna:hunter2@example.com/x", "https://anna:[redacted:url-credential]@example.com/x"),
        ("postgresql://u:p@ss@h/db", "postgresql://u:[redacted:url-credential]@h/db"),
        ("https://abcdefghij0123456789@host/", "https://[redacted:url-credential]@host/"),
        ("https://h/x?token=abc&y=1", "https://h/x?token=[redacted:parameter]&y=1"),
        ("https://h/x?a=1&API_KEY=z#f", "https://h/x?a=1&API_KEY=[redacted:parameter]"),
        ("https://h/x?sig=a%2Fb", "https://h/x?sig=[redacted:parameter]"),
        ("DB_PASSWORD=hunter2hunter2 run", "DB_PASSWORD=[redacted:parameter] run"),
        ("password='abcdef12'", "password='[redacted:parameter]'"),
        (#"{"password": "x y"}"#, #"{"password": "[redacted:parameter]"}"#),
        (#"{"apiKey":"a\"b","n":1}"#, #"{"apiKey":"[redacted:parameter]","n":1}"#),
        (#""{\"client_secret\":\"a\\\"b\",\"n\":1}""#, #""{\"client_secret\":\"[redacted:parameter]\",\"n\":1}""#),
        ("f(password=g(token=abc123def4))", "f(password=g(token=[redacted:parameter]))"),
        ("password=aaaaaaaa?token=b", "password=aaaaaaaa?token=[redacted:parameter]"),
    ])
    func credentialsInContextAreRedacted(text: String, expected: String) {
        #expect(redactor.redact(text).text == expected)
    }

    @Test func privateKeysAreRedactedWholeAndCutOff() {
        let body = "MC4CAQAwBQYDK2VwBCIEIJ\nNhWg==\n"
        for label in ["PRIVATE KEY", "RSA PRIVATE KEY", "OPENSSH PRIVATE KEY", "PGP PRIVATE KEY BLOCK"] {
            let key = "-----BEGIN \(label)-----\n\(body)-----END \(label)-----"
            #expect(redactor.redact("a \(key) b").text == "a [redacted:private-key] b")
            let escaped = JSONValue.string("a \(key) b").canonicalText
            #expect(redactor.redact(escaped).text == #""a [redacted:private-key] b""#)
            #expect(redactor.redact("-----BEGIN \(label)-----\n\(body)").text == "[redacted:private-key]")
        }
        let publicKey = "-----BEGIN PUBLIC KEY-----\n\(body)-----END PUBLIC KEY-----"
        #expect(redactor.redact(publicKey).text == publicKey)
    }

    @Test(arguments: [
        "", "a", "sk-", "eyJ", "://", "-----BEGIN ", "bearer", "Bearer authentication is required",
        "Authorization: required", "sk-learn-contrib-project-templates-1", "disk-encryption-configuration-of-2026",
        "ssh://git@github.com/acme/repo.git", "https://example.com/a@b", "mail anna@example.com",
        "the password= field", "password=os.environ.get('X')", "max_tokens=4096", "next_page_token=abc123def456",
        "https://h/x?page_token=abc", "token=01234567", "secret: {name: db}", "AKIA", "eyJhbGciOiJIUzI1NiJ9",
        "[redacted:jwt]", "password=[redacted:parameter]", "https://u:[redacted:url-credential]@h/",
        "Authorization: Bearer [redacted:authorization]", "monkey=abcdefg1", "author=anna1234",
    ])
    func ordinaryTextPasses(text: String) {
        let (result, markers) = redactor.redact(text)
        #expect(result == text)
        #expect(markers.isEmpty)
    }

    @Test func identifiersAreNeverRedacted() {
        var random = SeededGenerator(seed: SeededGenerator.chosenSeed())
        print("seed \(random.seed)")
        let crockford = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
        let hex = Array("0123456789abcdef")
        func text(_ alphabet: [Character], _ count: Int) -> String {
            String((0..<count).map { _ in alphabet[Int(random.next() % UInt64(alphabet.count))] })
        }
        for _ in 0..<500 {
            let digest = text(hex, 64)
            let uuid = [8, 4, 4, 4, 12].map { text(hex, $0) }.joined(separator: "-")
            for identifier in [
                text(crockford, 26), digest, "sha256:" + digest, uuid, uuid.uppercased(), text(hex, 40), text(hex, 7),
            ] {
                for shape in [
                    "\(identifier)", "run \(identifier) ended", "{\"id\":\"\(identifier)\"}", "id=\(identifier)",
                ] {
                    #expect(redactor.redact(shape).text == shape)
                }
            }
        }
    }

    @Test func redactingTwiceChangesNothing() {
        var random = SeededGenerator(seed: SeededGenerator.chosenSeed())
        print("seed \(random.seed)")
        let pieces =
            Self.secrets.map(\.secret) + [
                "password=", "token=", "?", "&", " ", "Bearer ", "Authorization: ", "://", "a:b@", "\"", "\\", "eyJ",
                "sk-", "-----BEGIN PRIVATE KEY-----", "\n", "é", "x1", "[redacted:jwt]", "\"password\":\"", "(",
            ]
        for _ in 0..<1_000 {
            let text = (0..<8).map { _ in pieces[Int(random.next() % UInt64(pieces.count))] }.joined(separator: " ")
            let once = redactor.redact(text).text
            #expect(redactor.redact(once).text == once, "\(text)")
            #expect(once.utf8.count < text.utf8.count + 200)
        }
    }

    /// Each of these would be quadratic if a failed look ahead were repeated at every place.
    @Test(arguments: [
        "eyJ", "eyJhbGciOiJIUzI1NiJ9.", "sk-", " sk-a", "password=", "?token=", "://", "://a:", "-----BEGIN ",
        "-----BEGIN PRIVATE KEY-----", "bearer ", "authorization: ", "\"password\":\"", "AKIA", "a.eyJ", "token=(",
    ])
    func hostileTextTakesLinearTime(piece: String) {
        func seconds(_ count: Int) -> Duration {
            let text = String(repeating: piece, count: count / piece.utf8.count)
            return ContinuousClock().measure { _ = redactor.redact(text) }
        }
        // A quadratic scan would take minutes at the least.
        #expect(seconds(300_000) < .seconds(120))
    }
}

@Suite struct RedactorKnownSecretTests {
    private let secret = "p@ss/wörd \"1\"\n+x"

    /// The rare forms of a long value are not made; whoever reads it tells that.
    @Test func aLongValueIsFoundInTheCommonForms() {
        let lines = (0..<900).map { "line-\($0)-of-a-long-secret-\($0 &* 7_919)-with-\"quotes\"" }
        let secret = lines.joined(separator: "\n")
        #expect(secret.utf8.count > Redactor.allFormsBytesMax)
        let redactor = Redactor(knownSecrets: [secret])
        let quoted = JSONValue.string(secret).canonicalText
        let encoded = ["", "a", "ab"].map { TestBase64.encode(Array(($0 + secret).utf8), urlSafe: false) }
        for text in [secret, quoted, lines[899]] + encoded {
            #expect(redactor.redact("x " + text).markers.counts["known-secret"] == 1)
        }
        #expect(redactor.redact("x " + quoted.dropFirst(2_000)).text.contains("line-500-of") == false)
    }

    @Test func knownValueIsFoundInEveryForm() {
        let redactor = Redactor(knownSecrets: [secret])
        let forms = [
            secret, "p@ss/wörd \\\"1\\\"\\n+x", "p@ss/w\\u00f6rd \\\"1\\\"\\n+x", "p@ss\\/w\\u00f6rd \\\"1\\\"\\n+x",
            "p%40ss%2Fw%C3%B6rd%20%221%22%0A%2Bx", "p%40ss%2fw%c3%b6rd%20%221%22%0a%2bx",
            "p%40ss/w%C3%B6rd%20%221%22%0A%2Bx", "p%40ss%2Fw%C3%B6rd+%221%22%0A%2Bx",
        ]
        for form in forms {
            let (text, markers) = redactor.redact("<\(form)>")
            #expect(text == "<[redacted:known-secret]>")
            #expect(markers.counts == ["known-secret": 1])
        }
    }

    @Test func knownValueIsFoundInBase64AtEveryAlignment() {
        for secret in ["hunter", "hunter2", "correct horse battery", "päß~?>wort"] {
            let redactor = Redactor(knownSecrets: [secret])
            for prefix in ["", "a", "ab", "user:", "xy:z"] {
                for suffix in ["", "b", "bc", "bcd"] {
                    for urlSafe in [false, true] {
                        let encoded = TestBase64.encode(Array((prefix + secret + suffix).utf8), urlSafe: urlSafe)
                        let text = redactor.redact(" " + encoded + " ").text
                        #expect(text.contains("[redacted:known-secret]"), "\(prefix)|\(secret)|\(suffix)")
                    }
                }
            }
        }
    }

    @Test func knownValueIsFoundAsNumbersAndEncodedTwice() {
        let redactor = Redactor(knownSecrets: [secret])
        let bytes = Array(secret.utf8)
        func hex(_ byte: UInt8, _ digits: String) -> String {
            let digits = Array(digits)
            return String([digits[Int(byte >> 4)], digits[Int(byte & 15)]])
        }
        let (lower, upper) = ("0123456789abcdef", "0123456789ABCDEF")
        let forms = [
            bytes.map { hex($0, lower) }.joined(), bytes.map { hex($0, upper) }.joined(),
            bytes.map { hex($0, lower) }.joined(separator: ":"), bytes.map { hex($0, upper) }.joined(separator: " "),
            bytes.map { "%" + hex($0, upper) }.joined(), bytes.map { "\\x" + hex($0, lower) }.joined(),
            "p%2540ss%252Fw%25C3%25B6rd%2520%25221%2522%250A%252Bx",
        ]
        for form in forms { #expect(redactor.redact("<\(form)>").text == "<[redacted:known-secret]>", "\(form)") }
        var nested = secret
        for _ in 0..<3 {
            nested = String(JSONValue.string(nested).canonicalText.dropFirst().dropLast())
            #expect(redactor.redact("<\(nested)>").text == "<[redacted:known-secret]>", "\(nested)")
        }
        for prefix in ["", "a", "ab"] {
            let once = TestBase64.encode(Array((prefix + secret + "zz").utf8), urlSafe: false)
            for lead in ["", "a", "ab"] {
                let twice = TestBase64.encode(Array((lead + once).utf8), urlSafe: false)
                let text = redactor.redact(" " + twice + " ").text
                #expect(text.contains("[redacted:known-secret]"), "\(prefix)|\(lead): \(text)")
            }
        }
    }

    @Test func eachLineOfAValueOfSeveralLinesIsKnown() {
        let key = "-----BEGIN KEY-----\nMC4CAQAwBQYDK2VwBCIE\nIJq1dZk3pLr8sT0abcde\nshort\n-----END KEY-----"
        let redactor = Redactor(knownSecrets: [key])
        #expect(redactor.redact("12:00 MC4CAQAwBQYDK2VwBCIE").text == "12:00 [redacted:known-secret]")
        #expect(redactor.redact("12:00 short").text == "12:00 short")
        #expect(redactor.redact("a \(key) b").text == "a [redacted:known-secret] b")
    }

    @Test func aPrivateKeyWhoseBeginningWasCutOffIsTakenOut() {
        let rest = "JNhWg\nabcd==\n-----END " + "PRIVATE KEY-----"
        #expect(Redactor().redact(rest + " done").text == "[redacted:private-key] done")
        #expect(Redactor().redact("-----END " + "CERTIFICATE-----").text == "-----END " + "CERTIFICATE-----")
    }

    @Test func linesAreRedactedTogetherAndCutAfterwards() {
        let redactor = Redactor(knownSecrets: ["one-half-and-other-half"])
        let long = String(repeating: "x", count: 10) + "one-half-and-other-half"
        #expect(redactor.redact(lines: ["a", long], last: 1, cutTo: 14) == ["xxxxxxxxxx[red..."])
        let pem = ["-----BEGIN " + "PRIVATE KEY-----", "abcd", "efgh", "-----END " + "PRIVATE KEY-----", "after"]
        #expect(redactor.redact(lines: pem, last: 20, cutTo: 500) == ["[redacted:private-key]", "after"])
    }

    @Test func valuesReadFromFilesAreFoundWithoutTheirNewline() {
        let redactor = Redactor(knownSecrets: ["hunter2\n"])
        #expect(redactor.redact("a hunter2 b").text == "a [redacted:known-secret] b")
    }

    @Test func shortValuesAreCountedNotSearched() {
        let redactor = Redactor(knownSecrets: ["true", "", "12345", "123456"])
        #expect(redactor.ignoredSecretCount == 2)
        #expect(redactor.redact("true 12345 x").text == "true 12345 x")
        #expect(redactor.redact("123456").text == "[redacted:known-secret]")
    }

    @Test func overlappingFindingsLeaveNoRest() {
        let token = "ghp_" + String(repeating: "a1", count: 18)
        let tail = String(token.suffix(8)) + "-tail"
        let redactor = Redactor(knownSecrets: [tail, "abcdef", "defghi", "abcdefghijkl"])
        #expect(redactor.redact("x \(token)-tail y").text == "x [redacted:github-token] y")
        #expect(redactor.redact("abcdefghi!").text == "[redacted:known-secret]!")
        #expect(redactor.redact("abcdefghijkl!").text == "[redacted:known-secret]!")
    }

    @Test func jsonKeysValuesAndNumbersAreRedacted() throws {
        let redactor = Redactor(knownSecrets: ["hunter2hunter2", "hunter3hunter3", "12345678"])
        let value: JSONValue = [
            "hunter2hunter2": 1, "hunter3hunter3": 2, "list": ["a hunter2hunter2", 12_345_678, 1, true, .null],
            "password": "short", "passwordRef": ["fromSecret": "db"], "api-key": "", "tokens": "many",
        ]
        let (result, markers) = redactor.redact(value)
        #expect(
            result == [
                "[redacted:known-secret]": 1, "[redacted:known-secret]#2": 2,
                "list": ["a [redacted:known-secret]", "[redacted:known-secret]", 1, true, .null],
                "password": "[redacted:sensitive-field]", "passwordRef": ["fromSecret": "db"], "api-key": "",
                "tokens": "many",
            ])
        #expect(markers.counts == ["known-secret": 4, "sensitive-field": 1])
        #expect(redactor.redact(result).value == result)
        #expect(
            Redactor(redactsSensitiveFields: false).redact(["password": "short"] as JSONValue).value == [
                "password": "short"
            ])
    }

    @Test func manyKnownValuesAreAllFound() {
        var random = SeededGenerator(seed: SeededGenerator.chosenSeed())
        print("seed \(random.seed)")
        let alphabet = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!/+ ")
        let secrets = (0..<500).map { _ in
            "s"
                + String(
                    (0..<Int(random.next() % 40 + 6)).map { _ in alphabet[Int(random.next() % UInt64(alphabet.count))] }
                ) + "e"
        }
        let redactor = Redactor(knownSecrets: secrets)
        for secret in secrets {
            #expect(redactor.redact("före \(secret) efter").text == "före [redacted:known-secret] efter")
        }
    }

    private struct TicketMatcher: RedactionMatcher {
        let kind = "ticket"
        func ranges(in text: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
            text.indices.filter { text[$0] == UInt8(ascii: "#") }.map { $0..<$0 + 3 }
        }
    }

    @Test func furtherMatchersTakePart() {
        let redactor = Redactor(matchers: [TicketMatcher()])
        #expect(redactor.redact("see #12 and #3").text == "see [redacted:ticket] and [redacted:ticket]")
    }

    @Test func markersAddUp() {
        var all = Redactor(knownSecrets: ["hunter2"]).redact("hunter2 hunter2").markers
        all.merge(Redactor().redact("Bearer abcdefgh12").markers)
        #expect(all.sorted.map { "\($0.kind)=\($0.count)" } == ["bearer=1", "known-secret=2"])
    }
}
