import ReeveDiagnostics
import ReeveModel

/// A rule about one object that its description cannot say. One diagnostic code, one file, one test file.
protocol DocumentCheck: Sendable {
    /// The code that it gives.
    static var code: DiagnosticCode { get }
    func check(_ context: CheckContext) -> [Diagnostic]
}
