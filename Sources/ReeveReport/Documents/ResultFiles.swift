import ReeveModel
import ReeveStore
import ReeveJSON

/// The results that have a file of their own: `outputs/<item>/<run>.json`, one folder an item.
extension RunReport {
    /// Results up to so many bytes of canonical JSON stand in `report.json` itself.
    package static let inlineOutputMax = 4 << 10

    /// Path below the report's folder and content, in the order of the runs.
    package var resultFiles: [(path: String, bytes: [UInt8])] {
        (runs + superseded).compactMap { run in
            guard let path = run.outputFile, let output = run.output else { return nil }
            return (path, Array((VisibleText.json(output.writtenText) + "\n").utf8))
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

    /// The text parts of the result's content, joined; nil where there are none.
    var outputText: String? {
        let texts = (output?["content"]?.array ?? []).compactMap { $0["text"]?.string }
        return texts.isEmpty ? nil : texts.joined(separator: "\n")
    }
}
