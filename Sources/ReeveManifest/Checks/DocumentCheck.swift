import ReeveDiagnostics
import ReeveModel

/// Carries out a ``KindCheck``: a rule about one object that its fields cannot say. One check, one file.
protocol DocumentCheck: Sendable {
    /// The code that it gives.
    static var code: DiagnosticCode { get }
    func check(_ context: CheckContext) -> [Diagnostic]
}
