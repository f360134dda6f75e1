import ReeveDiagnostics
import ReeveJSON
import ReeveModel

/// Every entry of `egress` is a name, `*.` and a name, an address, or a block of addresses.
struct EgressCheck: DocumentCheck {
    static let code: DiagnosticCode = "egress.entry"

    func check(_ context: CheckContext) -> [Diagnostic] {
        (context.spec["egress"]?.array ?? []).enumerated().compactMap { index, entry in
            guard let text = entry.string, !EgressText.isEntry(text) else { return nil }
            return Diagnostic(
                Self.code, "'\(text)' in egress of \(context.subject) is neither a host nor a block of addresses",
                at: context.range(JSONPointer(tokens: ["egress", String(index)])),
                help: "write api.example.com, *.example.com, 10.1.0.0/16 or fd00::/8")
        }
    }
}
