import ReeveDiagnostics
import ReeveExecution
import ReeveJSON
import ReeveManifest
import ReeveModel
import ReeveOperations

/// Writes the outcome of a call by hand.
struct CallOutput {
    let tool: ToolAddress
    let agent: String
    let format: ResultFormat
    let terminal: Terminal

    func write(_ outcome: CallOperation.Outcome) {
        switch outcome.call {
        case .ran(let id, let status, let reason, let message, let document):
            // A call that has ended after the signal has an answer, and the answer is shown as usual.
            write(document, of: id, status, reason)
            if outcome.wasStopped {
                terminal.note("stopped; run \(id) is \(status.rawValue)")
            } else if status != .succeeded {
                writeFailure(id, status, reason, message)
            }
        case .refused where outcome.wasStopped: break
        case .refused(.invalid(let mistakes)): terminal.report(mistakes, sources: SourceIndex())
        case .refused(.denied(let runs)):
            terminal.report(OperationError(.denied(runs)), sources: SourceIndex())
        case .refused(.submitted), .refused(.existing): break
        }
    }

    private func write(_ document: JSONValue?, of id: ULID, _ status: RunStatus, _ reason: RunReason?) {
        if format == .json {
            terminal.json(
                document ?? [
                    "run_id": .string(id.text), "status": .string(status.rawValue),
                    "reason": JSONValue(reason?.rawValue),
                ])
        } else if let document {
            if document["content"]?.array?.isEmpty != false, let structured = document["structuredContent"] {
                terminal.line(structured.writtenText)
            }
            for part in document["content"]?.array ?? [] {
                terminal.lines(part["text"]?.string ?? part.writtenText)
            }
        }
    }

    private func writeFailure(_ id: ULID, _ status: RunStatus, _ reason: RunReason?, _ message: String?) {
        let words = [reason?.rawValue, message].compactMap { $0 }.joined(separator: ": ")
        terminal.fail(
            "\(tool) \(status == .denied ? "was denied to agent '\(agent)'" : status.rawValue): \(words)",
            code: DiagnosticCode("run." + (reason?.rawValue ?? "failed")),
            help: reason == .policyDenied
                ? "reeve policy evaluate --agent \(agent) --target tool:\(tool.unversioned) --explain, with the input as --arguments"
                : "reeve runs show \(id)")
    }
}
