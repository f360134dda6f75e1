/// Names under which secrets are kept.
enum SensitiveNames {
    static let kind = "sensitive-field"

    /// How a name ends that is looked for in text; the last two letters are the anchor.
    static let words: [StaticString] = [
        "password", "passwd", "pwd", "passphrase", "token", "secret", "apikey", "api_key", "api-key", "access_key",
        "access-key", "accesskey", "secret_key", "secret-key", "secretkey", "private_key", "private-key",
        "privatekey", "account_key", "accountkey", "signature", "sig", "auth",
    ]

    static let endings = ["rd", "wd", "se", "en", "et", "ey", "re", "ig", "th"]

    /// These mean something by themselves in a URL only.
    static let urlOnly: [StaticString] = ["signature", "sig", "auth"]

    /// Tokens that are places in a list and no secrets.
    static let cursors: [StaticString] = [
        "page_token", "page-token", "pagetoken", "next_token", "next-token", "nexttoken", "sync_token", "synctoken",
        "continuation_token", "continuationtoken", "cursor_token", "csrftoken", "csrf_token",
    ]

    private static let fields: Set<String> = [
        "password", "passwd", "passphrase", "apikey", "xapikey", "accesstoken", "refreshtoken", "idtoken", "authtoken",
        "bearertoken", "sessiontoken", "clientsecret", "secretkey", "secretaccesskey", "privatekey", "authorization",
        "proxyauthorization", "cookie", "setcookie", "xauthtoken",
    ]

    /// Whether a field of a manifest with this name holds a secret, known to its kind or not: `password`, `DB_PASSWORD`,
    /// `apiToken`, `key`.
    static func meansSecret(_ name: String) -> Bool {
        if name.lowercased() == "key" || isField(name) { return true }
        let folded = name.lowercased().filter { $0 != "_" && $0 != "-" }
        return words.contains { word in
            !urlOnly.contains { "\($0)" == "\(word)" } && folded.hasSuffix("\(word)".filter { $0 != "_" && $0 != "-" })
        }
    }

    /// Whether a string under this JSON key is a secret by its name alone.
    static func isField(_ key: String) -> Bool {
        guard key.utf8.count <= 32 else { return false }
        var name: [UInt8] = []
        for byte in key.utf8 where byte != UInt8(ascii: "_") && byte != UInt8(ascii: "-") {
            name.append(UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte)
        }
        return fields.contains(String(decoding: name, as: UTF8.self))
    }
}
