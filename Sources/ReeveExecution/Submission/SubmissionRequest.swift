package import ReeveDiagnostics
package import ReeveJSON
package import ReeveModel
package import ReevePolicy

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
