package import ReeveDiagnostics
package import ReeveJSON
package import ReeveModel
package import ReevePolicy

/// Work that somebody asks for.
package struct SubmissionRequest: Sendable {
    package var organization: String
    package var environment: String
    /// The name of the definition; for `tools call`, the address of the tool.
    package var name: String
    /// A Batch's spec in normal form.
    package var spec: JSONValue
    /// The texts of matrix files, by path.
    package var files: [String: String]
    /// The same key with the same content gives the first batch again.
    package var idempotencyKey: String?
    package var requester: Requester
    package var origin: RequestOrigin
    /// Whether the whole submission is refused where one of its runs would be denied.
    package var isStrict: Bool
    /// Whether the submitting process makes the calls itself. It may then read secrets, and keep inputs in memory that
    /// the store must not hold.
    package var isWorkedHere: Bool
    /// The place of a pointer into the spec; nil where the spec came from no file.
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
