package import ReeveJSON

extension RecordingManifest {
    /// What ids and jitter of the recorded batch are made of.
    package var seed: ContentDigest { RecordingManifest.seed(requestDigest, submittedAt) }

    /// The same for a submission: of another batch it is another one.
    func seed(of request: SubmissionRequest) -> ContentDigest { RecordingManifest.seed(request.digest, submittedAt) }

    private static func seed(_ digest: ContentDigest, _ submittedAt: Timestamp) -> ContentDigest {
        ContentDigest.of([.string(digest.description), JSONValue(submittedAt.microseconds)])
    }

    func submissionLane(of request: SubmissionRequest) -> RecordingLane {
        RecordingLane(place: RunPlace(item: "", cell: ""), attempt: 0, now: submittedAt, seed: seed(of: request))
    }
}
