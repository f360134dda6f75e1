package import ReeveJSON
package import ReeveModel
internal import ReevePolicy
internal import ReeveSchema

/// What a batch expects of the result of an item. It is compiled once for all runs of the item.
///
/// A test of a value means the same as in the `arguments` of a policy. To keep it so, each test is evaluated as a
/// policy with one rule.
package struct ExpectationEvaluator: Sendable {
    package struct Failure: Error, Sendable, Hashable {
        /// The position of the expectation in the item's `expect`.
        package let index: Int
        package let message: String
    }

    private enum Check: Sendable {
        case policy(PolicySet, test: String)
        case schema(CompiledSchema)
    }

    private struct ValueExpectation: Sendable {
        let index: Int
        let pointer: JSONPointer
        let check: Check
    }

    private struct CallExpectation: Sendable {
        let index: Int
        let calls: BatchSpec.Calls
        /// Nil where every call of the tool counts.
        let arguments: PolicySet?
    }

    private let values: [ValueExpectation]
    private let calls: [CallExpectation]
    private let statuses: [(index: Int, status: RunStatus, reason: String?)]
    /// Whether an expectation tests `/isError`. An error of the tool then is no failure of the run by itself.
    package let namesError: Bool

    /// - Throws: ``Failure`` where a schema or a test cannot be compiled.
    package init(_ expectations: [BatchSpec.Expectation]) throws(Failure) {
        var values: [ValueExpectation] = []
        var calls: [CallExpectation] = []
        var statuses: [(index: Int, status: RunStatus, reason: String?)] = []
        var namesError = false
        for (index, expectation) in expectations.enumerated() {
            switch expectation {
            case .status(let status, let reason): statuses.append((index, status, reason))
            case .called(let called):
                let set = called.arguments.isEmpty ? nil : ExpectationEvaluator.policy(called.arguments)
                if let problem = set?.problems.first {
                    throw Failure(index: index, message: "the test cannot be read: \(problem.problem.message)")
                }
                calls.append(CallExpectation(index: index, calls: called, arguments: set))
            case .schema(let pointer, let schema):
                namesError = namesError || pointer.tokens == ["isError"]
                do {
                    values.append(
                        ValueExpectation(
                            index: index, pointer: pointer, check: .schema(try CompiledSchema(compiling: schema))))
                } catch {
                    throw Failure(index: index, message: "the schema cannot be compiled: \(error)")
                }
            case .value(let pointer, let test, let operand):
                namesError = namesError || pointer.tokens == ["isError"]
                let set = ExpectationEvaluator.policy([pointer.description: [test: operand]])
                if let problem = set.problems.first {
                    throw Failure(index: index, message: "the test cannot be read: \(problem.problem.message)")
                }
                let words = test + " " + operand.canonicalText.shortened(to: 120)
                values.append(ValueExpectation(index: index, pointer: pointer, check: .policy(set, test: words)))
            }
        }
        self.values = values
        self.calls = calls
        self.statuses = statuses
        self.namesError = namesError
    }

    /// The first expectation about values that the document does not meet; nil where it meets all of them.
    ///
    /// A value of another type than the test asks for does not meet the test.
    package func firstUnmet(in document: JSONValue) -> Failure? {
        for value in values {
            let place = value.pointer.tokens.isEmpty ? "the result" : value.pointer.description
            switch value.check {
            case .policy(let set, let test):
                let decision = set.decide(ExpectationEvaluator.request(document))
                guard !decision.isAllowed else { continue }
                let why = decision.errors.first.map { "\($0.error)" } ?? found(value.pointer, in: document)
                return Failure(index: value.index, message: "\(place) is not as expected (\(test)): \(why)")
            case .schema(let schema):
                guard let found = value.pointer.resolve(in: document) else {
                    return Failure(index: value.index, message: "\(place) is not there")
                }
                if let violation = schema.validate(found).first {
                    return Failure(index: value.index, message: "\(place) is not valid by its schema: \(violation)")
                }
            }
        }
        return nil
    }

    /// Whether a task's calls are asked about, so that the caller has to remember them.
    package var asksAboutCalls: Bool { !calls.isEmpty }

    /// The first expectation about calls that a task does not meet; nil where it meets all of them.
    ///
    /// - Parameter made: the calls that were sent, in order, each with its tool's address (a version in it does not
    ///   count) and its arguments. Calls that the gate refused are not among them.
    package func firstUnmet(calls made: [(tool: ToolAddress, arguments: JSONValue)]) -> Failure? {
        for expected in calls {
            let wanted = expected.calls
            let count = made.count { call in
                call.tool.unversioned == wanted.tool.unversioned
                    && expected.arguments?.decide(ExpectationEvaluator.request(call.arguments)).isAllowed ?? true
            }
            guard count < wanted.minimum || count > wanted.maximum ?? .max else { continue }
            let bound = count < wanted.minimum ? "at least \(wanted.minimum)" : "at most \(wanted.maximum ?? 0)"
            let which = expected.arguments == nil ? "" : " with the arguments asked for"
            return Failure(
                index: expected.index,
                message: "\(wanted.tool.unversioned) was called \(count) times\(which), expected \(bound)")
        }
        return nil
    }

    /// What the end of a run counts as. Its values were tested before.
    package struct Verdict: Sendable, Hashable {
        package let status: RunStatus
        package let reason: RunReason?
        /// Whether the run ended as the item asks. It then counts as no failure.
        package let isExpected: Bool
        /// Set where the run succeeded and another end is expected: the position of that end in `expect`.
        package let unmet: Int?
        /// Set where the run succeeded and another end is expected, for example `expected denied, succeeded`.
        package let message: String?

        package init(
            status: RunStatus, reason: RunReason?, isExpected: Bool = false, unmet: Int? = nil, message: String? = nil
        ) {
            self.status = status
            self.reason = reason
            self.isExpected = isExpected
            self.unmet = unmet
            self.message = message
        }
    }

    /// Applies the `status` expectations. Where there are several, one of them must be met.
    ///
    /// An end that is expected stays as it is. A success in the place of an expected end becomes `expectation.failed`.
    /// Any other end stays as it is.
    package func verdict(status: RunStatus, reason: RunReason?) -> Verdict {
        guard !statuses.isEmpty, status.isTerminal else {
            return Verdict(status: status, reason: reason, isExpected: false)
        }
        let isMet = statuses.contains { wanted in
            wanted.status == status && (wanted.reason.map { $0 == reason?.rawValue } ?? true)
        }
        if isMet { return Verdict(status: status, reason: reason, isExpected: true) }
        guard status == .succeeded else { return Verdict(status: status, reason: reason, isExpected: false) }
        return Verdict(
            status: .failed, reason: .expectationFailed, isExpected: false, unmet: statuses.first?.index,
            message: "expected \(wantedEnds), \(status.rawValue)")
    }

    /// The expected ends in words, for example `denied (policy.denied) or cancelled`.
    package var wantedEnds: String {
        statuses.map { $0.status.rawValue + ($0.reason.map { " (\($0))" } ?? "") }.joined(separator: " or ")
    }

    /// Whether the gate decides each of the expected ends before anything is sent.
    package var wantsEndBeforeCall: Bool {
        !statuses.isEmpty
            && statuses.allSatisfy { wanted in
                wanted.status == .denied
                    || wanted.reason.flatMap(RunReason.init).map(ExpectationEvaluator.beforeCall.contains) ?? false
            }
    }

    /// The reasons that the gate finds from the store alone.
    private static let beforeCall: Set<RunReason> = [
        .policyDenied, .inputInvalid, .schemaUnusable, .toolMissing, .toolDisabled, .toolStale, .agentMissing,
        .agentDisabled,
    ]

    private func found(_ pointer: JSONPointer, in document: JSONValue) -> String {
        pointer.resolve(in: document).map { "it is " + $0.canonicalText.shortened(to: 120) } ?? "it is not there"
    }

    // MARK: One-rule policies

    private static let organization = "expect"

    /// - Parameter tests: by JSON Pointer.
    private static func policy(_ tests: JSONObject) -> PolicySet {
        PolicySet(
            compiling: [
                PolicyDocument(
                    key: ObjectKey(kind: KindName.policy, organization: organization, name: "expect"),
                    spec: [
                        "bindings": [["scope": "org", "id": .string(organization)]],
                        "rules": [
                            [
                                "id": "expect", "action": "tool.invoke", "target": "tool:**", "effect": "allow",
                                "conditions": ["arguments": .object(tests)],
                            ]
                        ],
                    ])
            ], timeZones: { _ in nil })
    }

    private static func request(_ document: JSONValue) -> PolicyRequest {
        PolicyRequest(
            organization: organization, environment: EnvironmentFacts(name: ""), action: .toolInvoke,
            target: .tool(connection: "expect", name: "expect"), arguments: document,
            time: Timestamp(microseconds: 0))
    }
}

extension String {
    /// The text, cut to `count` characters with an ellipsis.
    fileprivate func shortened(to count: Int) -> String {
        self.count <= count ? self : String(prefix(count)) + "..."
    }
}
