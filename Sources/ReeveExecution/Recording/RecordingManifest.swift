package import ReeveJSON
internal import ReeveModel

/// `recording.json`: what a recording is of. It is written last, so that a recording without it was not finished.
package struct RecordingManifest: Sendable, Hashable {
    package static let fileName = "recording.json"
    /// Readers take this version and all before it.
    package static let version = 1
    static let bytesMax = 16 << 20

    package struct File: Sendable, Hashable {
        package var lines: Int
        package var digest: ContentDigest
    }

    /// What made it, `reeve 0.1.0`.
    package var producer: String
    package var organization: String
    package var environment: String
    /// The name of the batch.
    package var batch: String
    /// The digest of the submission: its spec, name, scope and files. Ids and jitter of a replay are made from it.
    package var requestDigest: ContentDigest
    package var submittedAt: Timestamp
    package var requester: String
    /// The policy set that the submission was decided by.
    package var policySet: ContentDigest?
    /// The digests of the templates that the batch has frozen, sorted.
    package var templates: [String]
    /// Secrets that could not be read, with the words of why not.
    package var missingSecrets: [String: String]
    /// The files of the recording, by path.
    package var files: [String: File]

    var json: JSONValue {
        [
            "batch": .string(batch), "environment": .string(environment),
            "files": .object(
                JSONObject(
                    files.sorted { $0.key < $1.key }.map {
                        .init(
                            key: $0.key,
                            value: ["digest": .string($0.value.digest.description), "lines": JSONValue($0.value.lines)])
                    })), "kind": "reeve.recording",
            "missing_secrets": .object(
                JSONObject(
                    missingSecrets.sorted { $0.key < $1.key }.map { .init(key: $0.key, value: .string($0.value)) })),
            "organization": .string(organization), "policy_set": JSONValue(policySet?.description),
            "producer": .string(producer), "request_digest": .string(requestDigest.description),
            "requester": .string(requester), "submitted_at": .string(submittedAt.description),
            "templates": JSONValue(templates), "version": JSONValue(RecordingManifest.version),
        ]
    }

    /// - Throws: ``RecordingError``.
    package init(_ json: JSONValue, file: String) throws(RecordingError) {
        guard json["kind"]?.string == "reeve.recording", let version = json["version"]?.int else {
            throw RecordingError(.damaged, "this is no recording of reeve", file: file)
        }
        guard version <= RecordingManifest.version else {
            throw RecordingError(
                .newer, "it has version \(version), and this reeve reads up to \(RecordingManifest.version)", file: file
            )
        }
        guard let producer = json["producer"]?.string, let organization = json["organization"]?.string,
            let environment = json["environment"]?.string, let batch = json["batch"]?.string,
            let digest = json["request_digest"]?.string.flatMap({ ContentDigest($0) }),
            let submitted = json["submitted_at"]?.string.flatMap({ Timestamp($0) }),
            let requester = json["requester"]?.string, let files = json["files"]?.object
        else { throw RecordingError(.damaged, "a member is missing or of another type", file: file) }
        self.producer = producer
        self.organization = organization
        self.environment = environment
        self.batch = batch
        requestDigest = digest
        submittedAt = submitted
        self.requester = requester
        policySet = json["policy_set"]?.string.flatMap { ContentDigest($0) }
        templates = (json["templates"]?.array ?? []).compactMap(\.string)
        missingSecrets = [:]
        for member in json["missing_secrets"]?.object ?? [:] { missingSecrets[member.key] = member.value.string ?? "" }
        self.files = [:]
        for member in files {
            guard let lines = member.value["lines"]?.int,
                let digest = member.value["digest"]?.string.flatMap({ ContentDigest($0) })
            else { throw RecordingError(.damaged, "the entry of '\(member.key)' is not whole", file: file) }
            self.files[member.key] = File(lines: lines, digest: digest)
        }
    }

    init(
        producer: String, request: SubmissionRequest, digest: ContentDigest, submittedAt: Timestamp
    ) {
        self.producer = producer
        organization = request.organization
        environment = request.environment
        batch = request.name
        requestDigest = digest
        self.submittedAt = submittedAt
        requester = request.requester.description
        policySet = nil
        templates = []
        missingSecrets = [:]
        files = [:]
    }
}
