internal import ReeveJSON
internal import ReeveModel
internal import ReevePolicy
internal import ReeveRedaction
internal import ReeveStore

/// Calls for which an approval is looked for: one call with its exact input, or the calls of a proposal.
struct ApprovalBinding: Sendable {
    let run: ULID
    /// Names the call within a task; nil for the one call of a tool run.
    let call: String?
    let kind: ApprovalRecord.Kind
    private let agent: String
    private let calls: [GatePass.Passed]
    private let terms: [ApprovalTerm]
    private let redactor: Redactor

    /// One call that rules allow under conditions.
    init(_ passed: GatePass.Passed, of run: RunRecord, call: String? = nil, redactor: Redactor) {
        self.init([passed], kind: .call, of: run, call: call, redactor: redactor)
    }

    /// - Parameter calls: those that passed the gate up to the stage `approval`. The requirements of all of them add up.
    ///   A proposal that no rule speaks of is for an administrator of the organization.
    init(
        _ calls: [GatePass.Passed], kind: ApprovalRecord.Kind, of run: RunRecord, call: String?, redactor: Redactor
    ) {
        self.run = run.id
        self.call = call
        self.kind = kind
        self.calls = calls
        self.redactor = redactor
        agent = "agent:\(run.assignment.agent ?? "")@\(run.identity.organization)/\(run.identity.environment)"
        var terms: [ApprovalTerm] = []
        for term in calls.flatMap(\.decision.obligations).map(ApprovalTerm.init) where !terms.contains(term) {
            terms.append(term)
        }
        self.terms = terms.isEmpty && kind == .proposal ? [.ofProposal] : terms
    }

    func document(salt: String) -> ApprovalDocument {
        ApprovalDocument(agent: agent, calls: calls.map { call($0, salt: salt) }, terms: terms, salt: salt)
    }

    private func call(_ passed: GatePass.Passed, salt: String) -> ApprovalDocument.Call {
        let subject = passed.subject
        // A secret is bound by its reference: its value is nobody's to see, and may be renewed.
        let input = subject.shownInput ?? .object(subject.input)
        return ApprovalDocument.Call(
            tool: subject.address.unversioned, input: redactor.redact(input).value,
            inputDigest: ApprovalDocument.inputDigest(input, salt: salt), pin: subject.pin,
            definition: subject.tool.definition.digest, server: subject.connection.identity,
            rules: passed.decision.deciding.map {
                ApprovalDocument.Rule(id: $0.rule.description, digest: $0.rule.digest, place: $0.rule.place)
            })
    }

    /// A new request. It is open as long as the shortest of its requirements says, up to the next whole second.
    func request(id: ULID, salt: String, now: Timestamp) -> ApprovalRecord {
        let document = document(salt: salt)
        let expires = terms.map(\.requirement.expires).min() ?? .zero
        let end = now.advanced(by: expires).microseconds
        let whole = Timestamp(microseconds: (end + 999_999) / 1_000_000 * 1_000_000)
        var request = ApprovalRecord(
            id: id, run: run, call: call, kind: kind, digest: ContentDigest.of("".utf8),
            document: document.json.canonicalText, createdAt: now, expiresAt: whole)
        request.digest = document.digest(of: request)
        return request
    }
}
