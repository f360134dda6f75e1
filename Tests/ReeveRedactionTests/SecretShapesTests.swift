import ReeveJSON
import ReeveRedaction
import TestSupport
import Testing

@Suite struct SecretShapesTests {
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

    @Test func aPrivateKeyWhoseBeginningWasCutOffIsTakenOut() {
        let rest = "JNhWg\nabcd==\n-----END " + "PRIVATE KEY-----"
        #expect(Redactor().redact(rest + " done").text == "[redacted:private-key] done")
        #expect(Redactor().redact("-----END " + "CERTIFICATE-----").text == "-----END " + "CERTIFICATE-----")
    }
}
