import ReeveDiagnostics
import ReeveJSON
import ReeveModel

/// `include` and `exclude` are lists of mappings, and `exclude` speaks of axes that exist.
struct BatchMatrixCheck: DocumentCheck {
    static let code: DiagnosticCode = "batch.matrix"

    func check(_ context: CheckContext) -> [Diagnostic] {
        guard let matrix = context.spec["matrix"]?.object else { return [] }
        let axes = matrix.keys.filter { $0 != "include" && $0 != "exclude" }
        var found: [Diagnostic] = []
        for name in ["include", "exclude"] {
            guard let value = matrix[name] else { continue }
            guard let cells = value.array else {
                found.append(
                    Diagnostic(
                        Self.code, "'\(name)' of the matrix of \(context.subject) is a list of cells",
                        at: context.range("matrix", name)))
                continue
            }
            for (index, cell) in cells.enumerated() {
                let range = context.range("matrix", name, String(index))
                guard let cell = cell.object, !cell.isEmpty else {
                    found.append(
                        Diagnostic(
                            Self.code,
                            "an element of '\(name)' of the matrix of \(context.subject) is a mapping of axis names to values",
                            at: range))
                    continue
                }
                for key in cell.keys where name == "exclude" && !axes.contains(key) {
                    found.append(
                        Diagnostic(
                            Self.code, "'exclude' names '\(key)', which is no axis of the matrix of \(context.subject)",
                            at: range,
                            label: NearestName.suggestion(for: key, among: axes).map { "did you mean '\($0)'?" }))
                }
            }
        }
        return found
    }
}
