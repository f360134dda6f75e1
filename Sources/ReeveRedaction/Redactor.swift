package import ReeveJSON

/// Takes secrets out of text before it is stored, logged or printed.
///
/// ```swift
/// let redactor = Redactor(knownSecrets: values)
/// let (text, markers) = redactor.redact("curl -H 'Authorization: Bearer ...'")
/// ```
///
/// What is found is replaced by `[redacted:KIND]`: the values that are known, in the forms in which
/// they travel (``KnownSecret``), and the shapes that secrets have (``SecretShapes``). Time is linear
/// in the text; text without anything to redact is given back as it is, without a copy.
package struct Redactor: Sendable {
    /// A known value shorter than this is not searched for: it would turn up in ordinary text by
    /// chance (`true`, `1234`), spoil it everywhere, and so give itself away.
    package static let minimumSecretBytes = 6

    /// Of a known value longer than this only the common forms are searched for: the rare ones would take seconds to make
    /// and megabytes to keep, and whatever encodes so long a text seldom does it twice.
    package static let allFormsBytesMax = 16 << 10

    /// How many of the known values were too short to be searched for. The caller should refuse such
    /// secrets, or say so.
    package let ignoredSecretCount: Int

    let known: KnownSecretIndex
    let filter: AnchorFilter
    let matchers: [any RedactionMatcher]
    private let redactsSensitiveFields: Bool

    /// - Parameters:
    ///   - knownSecrets: the values; empty and repeated ones do no harm.
    ///   - matchers: further patterns, such as those that a project configures.
    ///   - redactsSensitiveFields: whether the string under a JSON key such as `password` goes, whatever it is.
    package init(
        knownSecrets: [String] = [], matchers: [any RedactionMatcher] = [], redactsSensitiveFields: Bool = true
    ) {
        known = KnownSecretIndex(knownSecrets)
        ignoredSecretCount = known.ignoredCount
        filter = AnchorFilter(SecretShapes.anchors + known.anchors)
        self.matchers = matchers
        self.redactsSensitiveFields = redactsSensitiveFields
    }

    /// The same, but for what only the name of its member says to be a secret.
    package var withoutFieldNames: Redactor { Redactor(self, redactsSensitiveFields: false) }

    private init(_ other: Redactor, redactsSensitiveFields: Bool) {
        known = other.known
        ignoredSecretCount = other.ignoredSecretCount
        filter = other.filter
        matchers = other.matchers
        self.redactsSensitiveFields = redactsSensitiveFields
    }

    /// The text without secrets, and what was taken out.
    package func redact(_ text: String) -> (text: String, markers: RedactionMarkers) {
        var markers = RedactionMarkers()
        return (redact(text, into: &markers), markers)
    }

    /// The value with all keys and strings redacted, and numbers that are known secrets.
    package func redact(_ value: JSONValue) -> (value: JSONValue, markers: RedactionMarkers) {
        var markers = RedactionMarkers()
        return (redact(value, into: &markers), markers)
    }

    private func redact(_ value: JSONValue, into markers: inout RedactionMarkers) -> JSONValue {
        switch value {
        case .null, .bool: return value
        case .number(let number):
            guard known.numbers.contains(number.canonicalText) else { return value }
            markers.add(KnownSecret.kind)
            return .string("[redacted:\(KnownSecret.kind)]")
        case .string(let text): return .string(redact(text, into: &markers))
        case .array(let elements): return .array(elements.map { redact($0, into: &markers) })
        case .object(let object):
            var members: [JSONObject.Member] = []
            members.reserveCapacity(object.count)
            var keys: Set<String> = []
            for member in object {
                var key = redact(member.key, into: &markers)
                // Two secret keys become the same text; neither member may be lost.
                var number = 2
                let plain = key
                while !keys.insert(key).inserted {
                    key = "\(plain)#\(number)"
                    number += 1
                }
                members.append(.init(key: key, value: redactMember(member, into: &markers)))
            }
            return .object(JSONObject(members))
        }
    }

    private func redactMember(_ member: JSONObject.Member, into markers: inout RedactionMarkers) -> JSONValue {
        guard redactsSensitiveFields, case .string(let text) = member.value, !text.isEmpty,
            !text.hasPrefix(RedactionMarkers.prefix), SensitiveNames.isField(member.key)
        else { return redact(member.value, into: &markers) }
        markers.add(SensitiveNames.kind)
        return .string("[redacted:\(SensitiveNames.kind)]")
    }

    func redact(_ text: String, into markers: inout RedactionMarkers) -> String {
        var text = text
        let replaced = text.withUTF8 { bytes -> String? in
            var scan = SecretScan(bytes: bytes, redactor: self)
            let findings = scan.run()
            guard !findings.isEmpty else { return nil }
            return Self.replace(findings, in: bytes, markers: &markers)
        }
        return replaced ?? text
    }

    private static func replace(
        _ findings: [SecretScan.Finding], in bytes: UnsafeBufferPointer<UInt8>, markers: inout RedactionMarkers
    ) -> String {
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count + 32)
        var position = 0
        for finding in findings {
            out += bytes[position..<finding.range.lowerBound]
            out += "[redacted:\(finding.kind)]".utf8
            markers.add(finding.kind)
            position = finding.range.upperBound
        }
        out += bytes[position...]
        return String(decoding: out, as: UTF8.self)
    }
}
