import ReeveModel
import ReeveStore
import ReeveJSON

/// The results that have a file of their own, `outputs/<item>/<run>.json`, and the conversations of tasks,
/// `outputs/<item>/<run>.conversation.json`; one folder an item.
extension RunReport {
    /// Results up to so many bytes of canonical JSON stand in `report.json` itself.
    package static let inlineOutputMax = 4 << 10

    /// Path below the report's folder and content, in the order of the runs.
    package var resultFiles: [(path: String, bytes: [UInt8])] {
        (runs + superseded).flatMap { run in
            var files: [(path: String, bytes: [UInt8])] = []
            if let path = run.outputFile, let output = run.output {
                files.append((path, Array((VisibleText.json(output.writtenText) + "\n").utf8)))
            }
            if let path = run.conversationFile, let conversation = run.conversation {
                files.append((path, ConversationDocument(of: run.record.id, conversation).bytes))
            }
            return files
        }
    }
}

extension RunEntry {
    /// The path of the result's file below the report's folder; nil for a small result, or none.
    package var outputFile: String? {
        guard output != nil, outputBytes > RunReport.inlineOutputMax else { return nil }
        return "outputs/\(PathComponent.of(record.identity.item))/\(record.id.text).json"
    }

    /// The result as people read it: its text, else its document; nil where there is none.
    var shownResult: String? { outputText ?? output?.canonicalText }

    /// The text parts of the result's content, joined; of a task its output. Nil where there are none.
    var outputText: String? {
        if isTask { return output?["output"].map { $0.string ?? $0.prettyText } }
        let texts = (output?["content"]?.array ?? []).compactMap { $0["text"]?.string }
        return texts.isEmpty ? nil : texts.joined(separator: "\n")
    }
}
