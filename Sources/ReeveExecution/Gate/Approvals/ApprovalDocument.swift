package import ReeveJSON
internal import ReeveModel
internal import ReevePolicy
package import ReeveStore

/// What is bound by an approval, in the form that the store keeps and people are shown.
///
/// The document has the digest of each exact input, and beside it the input after redaction. The digest of the approval
/// covers everything but what is only shown: the redacted inputs and the places of rules. So a rule that moves to another
/// line stays the same rule.
package struct ApprovalDocument: Sendable, Hashable {
    package struct Call: Sendable, Hashable {
        package let tool: String
        /// After redaction; shown, and not bound.
        package let input: JSONValue
        /// Of the exact input, with the salt of the document.
        package let inputDigest: ContentDigest
        package let pin: ContentDigest?
        /// Of the definition of the tool that the call is checked by.
        package let definition: ContentDigest
        /// Identifies the server that is started.
        package let server: ContentDigest
        /// The rules that allow the call.
        package let rules: [Rule]
    }

    /// `agent:NAME@ORG/ENV`.
    package let agent: String
    package let calls: [Call]
    /// Of a request that is about a task before its first question; nil for one about calls.
    package let task: Task?
    /// Why a model proposes the calls, in its words, after redaction; shown, and not bound.
    package let reason: String?
    package let terms: [ApprovalTerm]
    /// Random. Without it anyone who reads the log could try out values of an input against the digest.
    let salt: String

    /// Over run, call, kind, window and everything in the document that is bound.
    package func digest(of approval: ApprovalRecord) -> ContentDigest {
        var bound: JSONObject = [
            "agent": .string(agent), "call": JSONValue(approval.call), "calls": .array(calls.map { $0.bound }),
            "kind": .string(approval.kind.rawValue), "run": .string(approval.run.text), "salt": .string(salt),
            "terms": .array(terms.map(\.json)),
            "window": ["from": .string("\(approval.createdAt)"), "until": .string("\(approval.expiresAt)")],
        ]
        bound["task"] = task?.bound
        return ContentDigest.of(.object(bound))
    }

    static func inputDigest(_ input: JSONValue, salt: String) -> ContentDigest {
        ContentDigest.of(["input": input, "salt": .string(salt)] as JSONValue)
    }

    /// What is another one than in `old`, for people; nil where nothing is.
    func moved(from old: ApprovalDocument) -> String? {
        if agent != old.agent { return "the agent is another one" }
        if let why = task.moved(from: old.task) { return why }
        guard calls.map(\.tool) == old.calls.map(\.tool) else { return "the calls are others" }
        for (call, former) in zip(calls, old.calls) {
            if call.inputDigest != former.inputDigest { return "the input of '\(call.tool)' has changed" }
            if call.pin != former.pin { return "the pin of '\(call.tool)' has moved" }
            if call.definition != former.definition { return "the definition of '\(call.tool)' has changed" }
            if call.server != former.server { return "the server of '\(call.tool)' is started otherwise" }
            if let why = Rule.moved(call.rules, from: former.rules, about: call.tool) { return why }
        }
        return terms == old.terms ? nil : "what is asked of people has changed"
    }

    // MARK: Votes

    /// Whether the votes give every requirement its count of different people.
    package func isMet(by votes: [ApprovalVote]) -> Bool {
        !terms.isEmpty && terms.indices.allSatisfy { approvals(of: $0, in: votes) >= terms[$0].requirement.count }
    }

    /// How many people have approved who count for this requirement.
    package func approvals(of term: Int, in votes: [ApprovalVote]) -> Int {
        votes.count { vote in
            guard vote.verdict == .approve, let standing = (try? JSONParser.parse(vote.standing))?.array else {
                return false
            }
            return standing.indices.contains(term) && standing[term].string != nil
        }
    }

    // MARK: JSON

    package var json: JSONValue {
        var out: JSONObject = [
            "agent": .string(agent), "calls": .array(calls.map { $0.json }), "salt": .string(salt),
            "terms": .array(terms.map(\.json)),
        ]
        out["task"] = task?.json
        out["reason"] = reason.map { .string($0) }
        return .object(out)
    }

    /// Nil where the text is not what reeve writes.
    package init?(_ text: String) {
        guard let json = try? JSONParser.parse(text), let agent = json["agent"]?.string,
            let calls = json["calls"]?.array, let terms = json["terms"]?.array, let salt = json["salt"]?.string
        else { return nil }
        self.init(
            agent: agent, calls: calls.compactMap { Call($0) }, task: json["task"].flatMap { Task($0) },
            reason: json["reason"]?.string, terms: terms.compactMap { ApprovalTerm($0) }, salt: salt)
        guard self.calls.count == calls.count, self.terms.count == terms.count,
            (task == nil) == (json["task"] == nil)
        else { return nil }
    }

    init(
        agent: String, calls: [Call], task: Task? = nil, reason: String? = nil, terms: [ApprovalTerm], salt: String
    ) {
        self.agent = agent
        self.calls = calls
        self.task = task
        self.reason = reason
        self.terms = terms
        self.salt = salt
    }
}

extension ApprovalDocument.Call {
    /// Whether what is bound of two calls is the same.
    func isBound(as other: ApprovalDocument.Call) -> Bool { bound == other.bound }

    fileprivate var bound: JSONValue {
        [
            "definition": .string(definition.description), "input_digest": .string(inputDigest.description),
            "pin": JSONValue(pin?.description),
            "rules": .array(rules.map(\.bound)),
            "server": .string(server.description), "tool": .string(tool),
        ]
    }

    fileprivate var json: JSONValue {
        var out = bound.object ?? [:]
        out["input"] = input
        out["rules"] = .array(rules.map(\.json))
        return .object(out)
    }

    fileprivate init?(_ json: JSONValue) {
        func digest(_ member: String) -> ContentDigest? { json[member]?.string.flatMap { ContentDigest($0) } }
        guard let tool = json["tool"]?.string, let input = json["input"], let inputDigest = digest("input_digest"),
            let definition = digest("definition"), let server = digest("server"), let rules = json["rules"]?.array
        else { return nil }
        self.tool = tool
        self.input = input
        self.inputDigest = inputDigest
        self.definition = definition
        self.server = server
        pin = digest("pin")
        self.rules = rules.compactMap { ApprovalDocument.Rule($0) }
        guard self.rules.count == rules.count else { return nil }
    }
}
