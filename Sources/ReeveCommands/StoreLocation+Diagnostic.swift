import ReeveDiagnostics
import ReeveModel

extension StoreLocation.Mistake {
    /// The mistake in the location that `--store` or `REEVE_STORE` names.
    var diagnostic: Diagnostic {
        switch self {
        case .noScheme(let text): Diagnostic("store.address", "\(self)", help: "write sqlite:\(text)")
        case .unknownScheme, .noFile: Diagnostic("store.address", "\(self)", help: "write sqlite:PATH")
        case .notAvailable: Diagnostic("store.not-available", "\(self)", help: "write sqlite:PATH")
        }
    }
}
