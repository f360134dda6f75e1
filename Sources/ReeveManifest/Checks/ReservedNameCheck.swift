import ReeveDiagnostics
import ReeveModel

/// Connections named `reeve` and `curated` would hide reeve's own tools.
struct ReservedNameCheck: DocumentCheck {
    static let code: DiagnosticCode = "connection.reserved-name"

    func check(_ context: CheckContext) -> [Diagnostic] {
        guard ToolAddress.reservedConnections.contains(context.object.key.name) else { return [] }
        return [
            Diagnostic(
                Self.code, "the name of \(context.subject) is reserved for reeve's own tools",
                at: SourceRange(
                    file: context.object.source.file,
                    start: SourcePosition(line: context.object.source.line, column: context.object.source.column),
                    end: SourcePosition(line: context.object.source.line, column: context.object.source.column + 1)),
                help: "give the connection another name")
        ]
    }
}
