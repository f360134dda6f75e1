import ReeveDiagnostics
import ReeveJSON
import ReeveModel

/// A key for a provider that takes none would be carried to it all the same.
struct ProviderSecretCheck: DocumentCheck {
    static let code: DiagnosticCode = "provider.secret"

    func check(_ context: CheckContext) -> [Diagnostic] {
        guard let type = context.spec.string("type").flatMap(ModelProviderSpec.ProviderType.init),
            context.spec.has("secretRef"), !type.takesSecret
        else { return [] }
        let takers = ModelProviderSpec.ProviderType.allCases.filter(\.takesSecret).map(\.rawValue)
        return [
            Diagnostic(
                Self.code, "\(context.subject) has a 'secretRef', and providers of type \(type.rawValue) take none",
                at: context.range("secretRef"),
                help: "remove it; types that take one are " + takers.joined(separator: ", "))
        ]
    }
}
