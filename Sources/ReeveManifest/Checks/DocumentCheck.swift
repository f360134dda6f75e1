import ReeveDiagnostics
import ReeveModel

/// A rule about one object that its description cannot say. One diagnostic code, one file, one test file.
protocol DocumentCheck: Sendable {
    /// The code that it gives.
    static var code: DiagnosticCode { get }
    func check(_ context: CheckContext) -> [Diagnostic]
}

/// The checks of each kind.
enum DocumentChecks {
    static let byKind: [String: [any DocumentCheck]] = [
        "Environment": [TrifectaCheck()],
        "Connection": [ReservedNameCheck(), CommandCheck(), LiteralSecretCheck()],
        "Tool": [InputSchemaCheck(), ReadBackCheck()],
        "Limit": [LimitContentCheck()],
        "Policy": [
            PolicyRuleCheck(), UnboundPolicyCheck(), BindingEnvironmentCheck(), BindingScopeCheck(),
            ActionServedCheck(),
        ],
        "Batch": [
            BatchNeedsCheck(), BatchCycleCheck(), BatchMatrixCheck(), BatchBindingCheck(), BatchExpectationCheck(),
            LiteralSecretCheck(),
        ],
    ]
}
