package import ReeveDiagnostics
package import ReeveJSON
package import ReeveModel
package import ReevePolicy
package import ReeveStore

/// Work that somebody wants done.
package struct SubmissionRequest: Sendable {
    package var organization: String
    package var environment: String
    /// The definition's name; `tools call` names the tool.
    package var name: String
    /// A Batch's spec in normal form.
    package var spec: JSONValue
    /// The texts of matrix files, by path.
    package var files: [String: String]
    /// Makes the submission repeatable.
    package var idempotencyKey: String?
    package var requester: Requester
    package var origin: RequestOrigin
    /// Refuses the whole submission where a run of it would be denied.
    package var isStrict: Bool
    /// The process that submits it makes its calls: it may read secrets, and keep what the store must not hold.
    package var isWorkedHere: Bool
    /// The place of a pointer into the spec, where it came from a file.
    package var locate: @Sendable (JSONPointer) -> SourceRange?

    package init(
        organization: String, environment: String, name: String, spec: JSONValue, files: [String: String] = [:],
        idempotencyKey: String? = nil, requester: Requester, origin: RequestOrigin = .batch, isStrict: Bool = false,
        isWorkedHere: Bool = false,
        locate: @escaping @Sendable (JSONPointer) -> SourceRange? = { _ in nil }
    ) {
        self.organization = organization
        self.environment = environment
        self.name = name
        self.spec = spec
        self.files = files
        self.idempotencyKey = idempotencyKey
        self.requester = requester
        self.origin = origin
        self.isStrict = isStrict
        self.isWorkedHere = isWorkedHere
        self.locate = locate
    }
}

/// A run that policy refuses whatever comes.
package struct DeniedRun: Sendable {
    package let item: String
    package let cell: String
    package let message: String
    package let decision: PolicyDecision?
}

/// What a submission came to.
package enum SubmissionResult: Sendable {
    case submitted(BatchRecord, runs: Int, denied: [DeniedRun])
    /// The key was used before with the same content; nothing was written.
    case existing(BatchRecord)
    /// Nothing was written: the definition cannot run.
    case invalid([Diagnostic])
    /// Nothing but the refusal's event was written: `strict`, and these runs would be denied.
    case denied([DeniedRun])

    package var batch: BatchRecord? {
        switch self {
        case .submitted(let batch, _, _), .existing(let batch): batch
        case .invalid, .denied: nil
        }
    }
}
