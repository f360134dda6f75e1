import ReeveDiagnostics
import ReeveJSON
import ReeveModel

/// A need names an item of the same batch.
struct BatchNeedsCheck: DocumentCheck {
    static let code: DiagnosticCode = "batch.unknown-item"

    func check(_ context: CheckContext) -> [Diagnostic] {
        let items = context.spec["items"]?.array ?? []
        let names = items.compactMap { $0["name"]?.string }
        var found: [Diagnostic] = []
        for (index, item) in items.enumerated() {
            let name = item["name"]?.string ?? ""
            for (place, need) in (item["needs"]?.array ?? []).enumerated() {
                guard let wanted = need["item"]?.string, !names.contains(wanted) || wanted == name else { continue }
                let pointer = JSONPointer(tokens: ["items", String(index), "needs", String(place)])
                let nearest = NearestName.suggestion(for: wanted, among: names.filter { $0 != name })
                let range = context.range(pointer.appending("item"))
                found.append(
                    Diagnostic(
                        Self.code,
                        wanted == name
                            ? "item '\(name)' of \(context.subject) needs itself"
                            : "item '\(name)' needs '\(wanted)', which is not an item of \(context.subject)",
                        at: range, label: nearest.map { "did you mean '\($0)'?" },
                        fixIt: nearest.flatMap { name in range.map { .init(range: $0, replacement: name) } }))
            }
        }
        return found
    }
}
