internal import ReeveDiagnostics
internal import ReeveJSON
internal import ReeveModel
internal import ReeveRedaction
internal import ReeveScheduler

/// Refuses literal secrets. The store, the log and the report keep what was submitted, so it must not hold anything
/// that the redactor would take out of a text.
///
/// No form is exempt. A binding such as `{fromSecret: env:NAME}` holds the name of a secret and no secret. But a token
/// in a binding, or beside one, is refused like a token anywhere else.
struct SubmissionSecrets {
    static let code: DiagnosticCode = "input.secret"

    let scope: ExecutionScope
    let request: SubmissionRequest
    let redactor: Redactor

    /// One for each secret in the definition, with its place. Where the definition has none: one for the first cell
    /// that holds a secret.
    func diagnostics(_ spec: BatchSpec, _ expansion: BatchExpansion) -> [Diagnostic] {
        var found: [Diagnostic] = []
        for (what, text) in [("name", request.name), ("key", request.idempotencyKey ?? "")] {
            if let kind = redactor.firstFinding(in: text) {
                found.append(refused("the \(what)", kind, at: JSONPointer()))
            }
        }
        for (index, item) in spec.items.enumerated() where declares(item) && !request.isWorkedHere {
            let pointer = SubmissionSecrets.input(of: index)
            guard case .toolRun(let toolRun) = item.work else { continue }
            if let hit = redactor.firstFinding(in: toolRun.input, at: pointer) {
                found.append(
                    Diagnostic(
                        Self.code, "the input of item '\(item.name)' holds what looks like a secret (\(hit.kind))",
                        at: request.locate(hit.path),
                        help: "only the redacted form is kept, so the call is made by whoever submits it: use 'run -f'",
                        hidesSource: true))
            }
        }
        let allowed = Set(spec.items.indices.filter { declares(spec.items[$0]) }.map(SubmissionSecrets.input))
        for member in request.spec.object ?? [:] {
            let pointer = JSONPointer(tokens: [member.key])
            guard member.key == "items", let items = member.value.array else {
                if let hit = redactor.firstFinding(in: member.value, at: pointer) {
                    found.append(refused("'\(member.key)'", hit.kind, at: hit.path))
                }
                continue
            }
            for (index, item) in items.enumerated() {
                let hit = redactor.firstFinding(in: item, at: pointer.appending(index), skipping: allowed.contains)
                guard let hit else { continue }
                found.append(refused("item '\(redacted(spec.items[index].name))'", hit.kind, at: hit.path))
            }
        }
        guard found.isEmpty else { return found }
        return found + ofCells(expansion)
    }

    /// Cells name runs, so a secret in a cell is refused even where the tool's declaration takes secret text.
    private func ofCells(_ expansion: BatchExpansion) -> [Diagnostic] {
        for cell in expansion.cells {
            if let hit = redactor.firstFinding(in: .object(cell.values)) {
                return [refused("a cell of the matrix", hit.kind, at: JSONPointer(tokens: ["matrix"]))]
            }
        }
        return []
    }

    private func declares(_ item: BatchSpec.Item) -> Bool {
        switch item.work {
        case .toolRun(let toolRun):
            scope.declarations[toolRun.tool.unversioned]?.spec.takesSecretText == true
        // What a model is told is kept and sent on, so no declaration lets a secret in.
        case .task: false
        }
    }

    private static func input(of index: Int) -> JSONPointer {
        JSONPointer(tokens: ["items", String(index), "toolRun", "input"])
    }

    private func redacted(_ text: String) -> String { redactor.redact(text).text }

    private func refused(_ what: String, _ kind: String, at pointer: JSONPointer) -> Diagnostic {
        Diagnostic(
            Self.code, "\(what) holds what looks like a secret (\(kind))", at: request.locate(pointer),
            help: kind == "known-secret"
                ? "it is what a connection reads from a reference: write {fromSecret: REFERENCE}; what is no secret goes into 'inheritEnv'"
                : "write {fromSecret: env:NAME} in the input, or declare 'takesSecretText: true' in a Tool",
            hidesSource: true)
    }
}
