import ReeveDiagnostics
import ReeveJSON
import ReeveModel

/// A rule about one object that its description cannot say. One diagnostic code, one file, one test file.
protocol DocumentCheck: Sendable {
    /// The code that it gives.
    static var code: DiagnosticCode { get }
    func check(_ context: CheckContext) -> [Diagnostic]
}

/// An object in normal form, and where its parts stand in the file.
struct CheckContext {
    let object: ResourceObject
    let spec: CanonicalObject
    let arena: DocumentArena
    let root: DocumentArena.Node

    /// `Connection 'git'`.
    var subject: String { "\(object.key.kind) '\(object.key.name)'" }

    func range(_ tokens: String...) -> SourceRange? { range(JSONPointer(tokens: tokens)) }
    func range(_ pointer: JSONPointer) -> SourceRange? { arena.range(of: pointer, below: root) }
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
