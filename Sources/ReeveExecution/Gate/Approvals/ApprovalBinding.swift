internal import ReeveJSON
internal import ReeveModel
internal import ReevePolicy
internal import ReeveRedaction
internal import ReeveStore

/// What an approval is looked for: one call with its exact input, the calls of a proposal, or a task that is to begin.
struct ApprovalBinding: Sendable {
    /// A task before its first question.
    struct Start: Sendable {
        /// `{system, user}`, as the model is told it.
        let prompt: JSONValue
        /// The addresses of the tools that the model is offered.
        let tools: [String]
        let decision: PolicyDecision
    }

    let run: ULID
    /// Names the call or the proposal within a task; nil for the one call of a tool run.
    let call: String?
    let kind: ApprovalRecord.Kind
    private let agent: String
    private let calls: [GatePass.Passed]
    private let start: Start?
    private let reason: String?
    private let terms: [ApprovalTerm]
    private let redactor: Redactor

    /// One call that rules allow under conditions.
    init(_ passed: GatePass.Passed, of run: RunRecord, call: String? = nil, redactor: Redactor) {
        self.init(.call, [passed], of: run, call: call, obligations: passed.decision.obligations, redactor: redactor)
    }

    /// - Parameters:
    ///   - calls: those that passed the gate up to the stage `approval`. The requirements of all of them add up. A
    ///     proposal that no rule speaks of is for an administrator of the organization.
    ///   - reason: why the model proposes them, in its words.
    init(proposal calls: [GatePass.Passed], of run: RunRecord, call: String?, reason: String?, redactor: Redactor) {
        self.init(
            .proposal, calls, reason: reason, of: run, call: call,
            obligations: calls.flatMap(\.decision.obligations), redactor: redactor)
    }

    /// A task whose rules ask for people before it begins.
    init(_ start: Start, of run: RunRecord, redactor: Redactor) {
        self.init(.task, [], start: start, of: run, obligations: start.decision.obligations, redactor: redactor)
    }

    private init(
        _ kind: ApprovalRecord.Kind, _ calls: [GatePass.Passed], start: Start? = nil, reason: String? = nil,
        of run: RunRecord, call: String? = nil, obligations: [PolicyDecision.Obligation], redactor: Redactor
    ) {
        self.run = run.id
        self.call = call
        self.kind = kind
        self.calls = calls
        self.start = start
        self.reason = reason
        self.redactor = redactor
        agent = "agent:\(run.assignment.agent ?? "")@\(run.identity.organization)/\(run.identity.environment)"
        var terms: [ApprovalTerm] = []
        for term in obligations.map(ApprovalTerm.init) where !terms.contains(term) { terms.append(term) }
        self.terms = terms.isEmpty && kind == .proposal ? [.ofProposal] : terms
    }

    func document(salt: String) -> ApprovalDocument {
        let task = start.map { start in
            ApprovalDocument.Task(
                prompt: redactor.redact(start.prompt).value,
                promptDigest: ApprovalDocument.inputDigest(start.prompt, salt: salt), tools: start.tools,
                rules: start.decision.deciding.map(ApprovalDocument.Rule.init))
        }
        return ApprovalDocument(
            agent: agent, calls: calls.map { ApprovalBinding.call($0, salt: salt, redactor: redactor) }, task: task,
            reason: reason.map { redactor.redact($0).text }, terms: terms, salt: salt)
    }

    /// One call as a document with this salt binds it.
    static func call(_ passed: GatePass.Passed, salt: String, redactor: Redactor) -> ApprovalDocument.Call {
        let subject = passed.subject
        // A secret is bound by its reference: its value is nobody's to see, and may be renewed.
        let input = subject.shownInput ?? .object(subject.input)
        return ApprovalDocument.Call(
            tool: subject.address.unversioned, input: redactor.redact(input).value,
            inputDigest: ApprovalDocument.inputDigest(input, salt: salt), pin: subject.pin,
            definition: subject.tool.definition.digest, server: subject.connection.identity,
            rules: passed.decision.deciding.map(ApprovalDocument.Rule.init))
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

    // MARK: Words

    /// Who has to approve, as in `user:ben or membership:owner, and 2 of membership:admin`.
    var approvers: String { ApprovalWords.approvers(terms) }

    /// `git/git_push`, `a proposal of 3 calls`, `the task`.
    var what: String {
        switch kind {
        case .call: calls.first?.subject.address.unversioned ?? "a call"
        case .proposal: calls.count == 1 ? "a proposal of 1 call" : "a proposal of \(calls.count) calls"
        case .task: "the task"
        }
    }

    /// The target of events about a call within a task; nil where the run itself is the target.
    var target: String? {
        call != nil && kind == .call ? calls.first.map { "tool:" + $0.subject.address.unversioned } : nil
    }

    /// The calls of a proposal for the log, after redaction; nil for everything else.
    var proposedCalls: JSONValue? {
        guard kind == .proposal else { return nil }
        return .array(
            calls.map { passed in
                [
                    "arguments": redactor.redact(.object(passed.subject.input)).value,
                    "tool": .string(passed.subject.address.unversioned),
                ]
            })
    }
}
