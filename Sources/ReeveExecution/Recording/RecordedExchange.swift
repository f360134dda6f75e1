package import ReeveJSON

/// One question to the world and what came back, as a recording has it. Its texts are redacted.
///
/// A line of a recording is one exchange in canonical JSON. `digest` is of `request`, and `answer_digest` of what came
/// back, so that an edit by hand is found at its line.
package struct RecordedExchange: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// A question to a model; the target is the provider.
        case model
        /// A call of a tool; the target is its address.
        case tool
        /// What the server lists of a tool, for the comparison with its pin; the target is the tool's address.
        case listing
        /// The start of a server; the target is the connection. Kept where it failed, or where a version was asked for.
        case start
    }

    package enum Answer: Sendable, Hashable {
        case value(JSONValue)
        case error(JSONValue)

        var json: JSONValue {
            switch self {
            case .value(let value), .error(let value): value
            }
        }
    }

    package let kind: Kind
    package let target: String
    /// The attempt of the run, from 1.
    package let attempt: Int
    /// The number among the exchanges of its kind in the attempt, from 1.
    package let ordinal: Int
    package let request: JSONValue
    package let digest: ContentDigest
    package let answer: Answer
    package let sentAt: Timestamp
    package let answeredAt: Timestamp

    var json: JSONValue {
        var line: JSONObject = [
            "answer_digest": .string(ContentDigest.of(answer.json).description),
            "answered_at": .string(answeredAt.description), "attempt": JSONValue(attempt),
            "digest": .string(digest.description), "kind": .string(kind.rawValue), "ordinal": JSONValue(ordinal),
            "request": request, "sent_at": .string(sentAt.description), "target": .string(target),
        ]
        switch answer {
        case .value(let value): line["answer"] = value
        case .error(let value): line["error"] = value
        }
        return .object(line)
    }
}

extension RecordedExchange {
    /// - Throws: what is wrong with the line, in words.
    init(_ json: JSONValue) throws(RecordingFault) {
        func instant(_ name: String) throws(RecordingFault) -> Timestamp {
            guard let time = json[name]?.string.flatMap({ Timestamp($0) }) else {
                throw RecordingFault("'\(name)' is no instant")
            }
            return time
        }
        guard let kind = json["kind"]?.string.flatMap(Kind.init) else {
            throw RecordingFault("'kind' is none of \(Kind.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        guard let target = json["target"]?.string, let attempt = json["attempt"]?.int, attempt > 0,
            let ordinal = json["ordinal"]?.int, ordinal > 0, let request = json["request"]
        else { throw RecordingFault("'target', 'attempt', 'ordinal' and 'request' are needed") }
        let answer: Answer
        switch (json["answer"], json["error"]) {
        case (let value?, nil): answer = .value(value)
        case (nil, let value?): answer = .error(value)
        default: throw RecordingFault("either 'answer' or 'error' is needed")
        }
        let digest = ContentDigest.of(request)
        guard json["digest"]?.string == digest.description else {
            throw RecordingFault("'request' does not have the digest of the line: it was edited")
        }
        guard json["answer_digest"]?.string == ContentDigest.of(answer.json).description else {
            throw RecordingFault("the answer does not have the digest of the line: it was edited")
        }
        self.init(
            kind: kind, target: target, attempt: attempt, ordinal: ordinal, request: request, digest: digest,
            answer: answer, sentAt: try instant("sent_at"), answeredAt: try instant("answered_at"))
    }
}
