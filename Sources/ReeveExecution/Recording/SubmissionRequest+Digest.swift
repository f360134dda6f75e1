internal import ReeveJSON

extension SubmissionRequest {
    /// The digest of what is submitted, and where.
    var digest: ContentDigest {
        ContentDigest.of([
            "environment": .string(environment),
            "files": .object(
                JSONObject(files.sorted { $0.key < $1.key }.map { .init(key: $0.key, value: .string($0.value)) })),
            "name": .string(name), "organization": .string(organization), "spec": spec,
        ])
    }
}
