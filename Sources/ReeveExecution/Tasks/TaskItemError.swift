package import ReeveDiagnostics

/// Why a batch definition gives no task.
package struct TaskItemError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: Sendable, Hashable {
        case unreadable(String)
        case noItem(String)
        case noTask(String)
        case noCell(String, item: String)
        case late(variable: String, from: String)
    }

    package let code: Code
    /// A name that was perhaps meant.
    private let nearest: String?

    init(_ code: Code, among names: [String] = []) {
        self.code = code
        nearest =
            switch code {
            case .noItem(let name), .noCell(let name, _): NearestName.suggestion(for: name, among: names)
            case .unreadable, .noTask, .late: nil
            }
    }

    package var diagnosticCode: DiagnosticCode {
        switch code {
        case .unreadable: "batch.unreadable"
        case .noItem: "batch.no-item"
        case .noTask: "batch.no-task"
        case .noCell: "batch.no-cell"
        case .late: "template.late-variable"
        }
    }

    package var description: String {
        let message =
            switch code {
            case .unreadable(let text): text
            case .noItem(let name): "the batch has no item '\(name)'"
            case .noTask(let name): "item '\(name)' is a tool run, which has no prompt"
            case .noCell(let cell, let item): "item '\(item)' has no cell '\(cell)'"
            case .late(let variable, let item): "variable '\(variable)' is known when item '\(item)' has ended"
            }
        return message + (nearest.map { "; did you mean '\($0)'?" } ?? "")
    }
}
