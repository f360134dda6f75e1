/// The shapes by which a secret is known though its value is not.
///
/// A shape is chosen so that identifiers pass: ULIDs, UUIDs, SHA digests and git hashes have none.
enum SecretShapes {
    /// Shapes that are searched for in vain together; see `SecretScan.failedUntil`.
    enum Group: Hashable { case jwt, dashedKey, parameter }

    /// A token that a provider marks with a prefix of its own.
    struct Prefixed: Sendable {
        let prefix: StaticString
        /// How many characters follow at least; or, with `isExact`, exactly: such a shape is weak, and must
        /// begin at a boundary so that it is not found in the midst of an image in Base 64.
        let length: Int
        let characters: UInt16
        var isExact = false
        let kind: String
    }

    static let prefixed: [Prefixed] = [
        Prefixed(prefix: "github_pat_", length: 22, characters: ByteClass.token, kind: "github-token"),
        Prefixed(prefix: "ghp_", length: 30, characters: ByteClass.alphanumeric, kind: "github-token"),
        Prefixed(prefix: "gho_", length: 30, characters: ByteClass.alphanumeric, kind: "github-token"),
        Prefixed(prefix: "ghu_", length: 30, characters: ByteClass.alphanumeric, kind: "github-token"),
        Prefixed(prefix: "ghs_", length: 30, characters: ByteClass.token, kind: "github-token"),
        Prefixed(prefix: "ghr_", length: 30, characters: ByteClass.alphanumeric, kind: "github-token"),
        Prefixed(prefix: "glpat-", length: 20, characters: ByteClass.token, kind: "gitlab-token"),
        Prefixed(prefix: "gldt-", length: 20, characters: ByteClass.token, kind: "gitlab-token"),
        Prefixed(prefix: "glrt-", length: 20, characters: ByteClass.token, kind: "gitlab-token"),
        Prefixed(prefix: "xoxb-", length: 20, characters: ByteClass.token, kind: "slack-token"),
        Prefixed(prefix: "xoxp-", length: 20, characters: ByteClass.token, kind: "slack-token"),
        Prefixed(prefix: "xoxa-", length: 20, characters: ByteClass.token, kind: "slack-token"),
        Prefixed(prefix: "xoxr-", length: 20, characters: ByteClass.token, kind: "slack-token"),
        Prefixed(prefix: "xoxs-", length: 20, characters: ByteClass.token, kind: "slack-token"),
        Prefixed(prefix: "xapp-", length: 20, characters: ByteClass.token, kind: "slack-token"),
        Prefixed(prefix: "AKIA", length: 16, characters: ByteClass.upperOrDigit, isExact: true, kind: "aws-key"),
        Prefixed(prefix: "ASIA", length: 16, characters: ByteClass.upperOrDigit, isExact: true, kind: "aws-key"),
        Prefixed(prefix: "AIza", length: 35, characters: ByteClass.token, isExact: true, kind: "google-key"),
        Prefixed(prefix: "ya29.", length: 30, characters: ByteClass.token, kind: "google-token"),
        Prefixed(prefix: "hf_", length: 30, characters: ByteClass.alphanumeric, kind: "huggingface-token"),
        Prefixed(prefix: "gsk_", length: 40, characters: ByteClass.alphanumeric, kind: "api-key"),
        Prefixed(prefix: "xai-", length: 60, characters: ByteClass.alphanumeric, kind: "api-key"),
        Prefixed(prefix: "npm_", length: 36, characters: ByteClass.alphanumeric, kind: "npm-token"),
        Prefixed(prefix: "pypi-AgEI", length: 50, characters: ByteClass.token, kind: "pypi-token"),
        Prefixed(prefix: "dop_v1_", length: 64, characters: ByteClass.alphanumeric, kind: "api-key"),
        Prefixed(prefix: "sk_live_", length: 16, characters: ByteClass.alphanumeric, kind: "stripe-key"),
        Prefixed(prefix: "sk_test_", length: 16, characters: ByteClass.alphanumeric, kind: "stripe-key"),
        Prefixed(prefix: "rk_live_", length: 16, characters: ByteClass.alphanumeric, kind: "stripe-key"),
        Prefixed(prefix: "rk_test_", length: 16, characters: ByteClass.alphanumeric, kind: "stripe-key"),
    ]

    /// By first byte, so that a candidate is held against its own prefixes only.
    static let prefixedByFirstByte: [[Prefixed]] = {
        var table = [[Prefixed]](repeating: [], count: 256)
        for shape in prefixed { table[Int(shape.prefix.utf8Start[0])].append(shape) }
        return table
    }()

    /// The first three bytes of everything that `matchShape` looks for.
    static let anchors: [[UInt8]] = {
        var anchors = prefixed.map { shape in (0..<3).map { shape.prefix.utf8Start[$0] } }
        anchors += ["sk-", "eyJ", "---", "://"].map { Array($0.utf8) }
        anchors += foldings("bea") + foldings("aut")
        for ending in SensitiveNames.endings {
            for folding in foldings(ending) {
                for end in ["=", "\"", "\\"] { anchors.append(folding + Array(end.utf8)) }
            }
        }
        return anchors
    }()

    /// All mixtures of upper and lower case.
    private static func foldings(_ word: String) -> [[UInt8]] {
        var out: [[UInt8]] = [[]]
        for byte in word.utf8 { out = out.flatMap { [$0 + [byte], $0 + [byte & 0xDF]] } }
        return out
    }
}

extension SecretScan {
    /// What has the shape of a secret, as found at one of `SecretShapes.anchors`.
    mutating func matchShape(at index: Int) -> Finding? {
        switch bytes[index] {
        case UInt8(ascii: "e"):
            if let finding = matchJWT(at: index) { return finding }
        case UInt8(ascii: "s"):
            if let finding = matchDashedKey(at: index) { return finding }
        case UInt8(ascii: "-"): return matchPrivateKey(at: index)
        case UInt8(ascii: ":"): return matchUserinfo(at: index)
        case UInt8(ascii: "b"), UInt8(ascii: "B"):
            if let finding = matchBearer(at: index) { return finding }
        case UInt8(ascii: "a"), UInt8(ascii: "A"):
            if let finding = matchAuthorization(at: index) { return finding }
        default: break
        }
        for shape in SecretShapes.prefixedByFirstByte[Int(bytes[index])] {
            if let finding = match(shape, at: index) { return finding }
        }
        return matchParameter(at: index)
    }

    private func match(_ shape: SecretShapes.Prefixed, at index: Int) -> Finding? {
        guard matches(shape.prefix, at: index) else { return nil }
        let start = index + shape.prefix.utf8CodeUnitCount
        // A failure costs no more than the length asked for; a success is not looked at again.
        let needed = start + shape.length
        guard needed <= bytes.count, endAtMost(needed, of: shape.characters, from: start) == needed else { return nil }
        if shape.isExact {
            return isBoundary(before: index) ? Finding(range: index..<needed, kind: shape.kind) : nil
        }
        return Finding(range: index..<end(of: shape.characters, from: needed), kind: shape.kind)
    }

    private func endAtMost(_ limit: Int, of flags: UInt16, from start: Int) -> Int {
        var index = start
        while index < limit, ByteClass.has(bytes[index], flags) { index += 1 }
        return index
    }

    /// Three runs of Base 64 for URLs with dots between; the last may be empty (`alg: none`).
    private mutating func matchJWT(at index: Int) -> Finding? {
        guard index >= failedUntil[.jwt] ?? 0, matches("eyJ", at: index) else { return nil }
        let header = end(of: ByteClass.token, from: index)
        guard header - index >= 10, header < bytes.count, bytes[header] == UInt8(ascii: "."),
            matches("eyJ", at: header + 1)
        else {
            failedUntil[.jwt] = header
            return nil
        }
        let payload = end(of: ByteClass.token, from: header + 1)
        guard payload < bytes.count, bytes[payload] == UInt8(ascii: ".") else {
            failedUntil[.jwt] = payload
            return nil
        }
        return Finding(range: index..<end(of: ByteClass.token, from: payload + 1), kind: "jwt")
    }

    /// `sk-...` of OpenAI, Anthropic and those who followed them.
    ///
    /// Words with dashes (`sk-learn-contrib`) have no long part and few digits.
    private mutating func matchDashedKey(at index: Int) -> Finding? {
        guard index >= failedUntil[.dashedKey] ?? 0, matches("sk-", at: index), isBoundary(before: index) else {
            return nil
        }
        let end = end(of: ByteClass.token, from: index)
        var longestPart = 0
        var part = 0
        for position in index + 3..<end {
            part = ByteClass.has(bytes[position], ByteClass.alphanumeric) ? part + 1 : 0
            longestPart = max(longestPart, part)
        }
        let range = index + 3..<end
        guard range.count >= 20, longestPart >= 16, count(of: ByteClass.digit, in: range) >= 2 else {
            failedUntil[.dashedKey] = end
            return nil
        }
        return Finding(range: index..<end, kind: matches("sk-ant-", at: index) ? "anthropic-key" : "api-key")
    }

    /// A private key in PEM form, to its end line or, cut off, to the end of its body.
    private func matchPrivateKey(at index: Int) -> Finding? {
        guard matches("-----BEGIN ", at: index) else { return matchEndOfPrivateKey(at: index) }
        var label = index + 11
        while label < min(bytes.count, index + 64), bytes[label] != UInt8(ascii: "-") { label += 1 }
        guard matches("PRIVATE KEY", at: label - 11) || matches("PRIVATE KEY BLOCK", at: label - 17),
            matches("-----", at: label)
        else { return nil }
        var end = label + 5
        while end < bytes.count {
            if bytes[end] == UInt8(ascii: "-"), matches("-----END ", at: end) {
                end += 9
                while end < bytes.count, bytes[end] != UInt8(ascii: "-"), bytes[end] >= 0x20 { end += 1 }
                while end < bytes.count, bytes[end] == UInt8(ascii: "-") { end += 1 }
                break
            }
            // Base 64, header lines, line ends as they are or escaped.
            guard ByteClass.has(bytes[end], ByteClass.bearer) || " \t\r\n\\:,".utf8.contains(bytes[end]) else { break }
            end += 1
        }
        return Finding(range: index..<end, kind: "private-key")
    }

    /// The rest of a private key whose beginning was cut off: its end line and the body before it.
    private func matchEndOfPrivateKey(at index: Int) -> Finding? {
        guard matches("-----END ", at: index) else { return nil }
        var label = index + 9
        while label < min(bytes.count, index + 64), bytes[label] != UInt8(ascii: "-") { label += 1 }
        guard matches("PRIVATE KEY", at: label - 11) || matches("PRIVATE KEY BLOCK", at: label - 17),
            matches("-----", at: label)
        else { return nil }
        var start = index
        // No dash: the end line of another key stops it, so that time stays linear.
        while start > findingEnd, ByteClass.isBase64(bytes[start - 1]) || " \t\r\n\\".utf8.contains(bytes[start - 1]) {
            start -= 1
        }
        return Finding(range: start..<label + 5, kind: "private-key")
    }

    /// The password in `scheme://user:password@host`, or a lone token in its place.
    private func matchUserinfo(at index: Int) -> Finding? {
        guard matches("://", at: index) else { return nil }
        let start = index + 3
        let end = endBefore(ByteClass.authorityEnd, from: start, limit: start + 2_048)
        guard let at = bytes[start..<end].lastIndex(of: UInt8(ascii: "@")) else { return nil }
        let secretStart: Int
        // The colon of a marker that stands there already divides nothing.
        let colon = (start..<at).first { bytes[$0] == UInt8(ascii: ":") && !matches("[redacted", at: $0 - 9) }
        if let colon {
            secretStart = colon + 1
        } else {
            // A user's name stays; what is as long as a token goes.
            guard at - start >= 20, bytes[at - 1] != UInt8(ascii: "]") else { return nil }
            secretStart = start
        }
        guard secretStart < at, !matches("[redacted:", at: secretStart) else { return nil }
        return Finding(range: secretStart..<at, kind: "url-credential")
    }
}
