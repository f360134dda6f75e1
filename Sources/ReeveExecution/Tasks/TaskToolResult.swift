internal import ReeveJSON
internal import ReeveMCP
internal import ReeveModel
internal import ReeveRedaction

/// The result of a tool as the model is given it: checked by size and schema, without secrets, bounded.
struct TaskToolResult: Sendable {
    /// The longest text that a model is given, in bytes. A longer one is cut, and says so.
    static let textBytesMax = 64 << 10

    let text: String
    let isError: Bool
    /// Nil where the tool has answered as it should.
    let reason: RunReason?
    let isTainted: Bool
    let markers: RedactionMarkers
    let digest: ContentDigest
    /// For the run's steps.
    let words: String

    init(_ result: CallToolResult, of subject: CallSubject, redactor: Redactor) {
        let digest = ContentDigest.of(result.value)
        let untrusted = TaskToolResult.isUntrusted(subject)
        if let why = subject.sizeProblem(of: result) {
            self.init(why, .outputInvalid, digest: digest, isTainted: false)
        } else if !result.isError, let why = subject.outputProblem(of: result) {
            self.init(redactor.redact(why).text, .outputInvalid, digest: digest, isTainted: untrusted)
        } else {
            self.init(kept: result, digest: digest, isTainted: untrusted, redactor: redactor)
        }
    }

    private init(kept result: CallToolResult, digest: ContentDigest, isTainted: Bool, redactor: Redactor) {
        var markers = RedactionMarkers()
        let whole = TaskToolResult.text(of: result, redactor: redactor, markers: &markers)
        text = TaskToolResult.bounded(whole)
        isError = result.isError
        reason = result.isError ? (result.hasDeclinedInput ? .inputRequired : .toolError) : nil
        self.isTainted = isTainted
        self.markers = markers
        self.digest = digest
        var words = isError ? "answered with an error" : "answered"
        words += ", \(whole.utf8.count) bytes"
        if whole.utf8.count > TaskToolResult.textBytesMax {
            words += ", of which the model gets \(TaskToolResult.textBytesMax)"
        }
        self.words = words
    }

    /// A tool without declared traits counts as having every trait.
    private static func isUntrusted(_ subject: CallSubject) -> Bool {
        subject.declaration?.spec.traits?.contains(.untrustedContent) ?? true
    }

    /// An error of the protocol. Its text is redacted already.
    init(error: String, reason: RunReason, of subject: CallSubject) {
        self.init(
            error, reason, digest: ContentDigest.of(.string(error)),
            isTainted: TaskToolResult.isUntrusted(subject))
    }

    private init(_ why: String, _ reason: RunReason, digest: ContentDigest, isTainted: Bool) {
        text = "\(reason.rawValue): \(why)"
        isError = true
        self.reason = reason
        self.isTainted = isTainted
        markers = RedactionMarkers()
        self.digest = digest
        words = text
    }

    /// The texts of the result. Where it has structured content, that alone: servers repeat it as text. What is no text
    /// is named with its digest.
    private static func text(
        of result: CallToolResult, redactor: Redactor, markers: inout RedactionMarkers
    ) -> String {
        if let structured = result.structuredContent {
            let (value, found) = redactor.redact(structured)
            markers.merge(found)
            return value.canonicalText
        }
        var parts: [String] = []
        for part in result.content {
            switch part["type"]?.string {
            case "text":
                let (text, found) = redactor.redact(part["text"]?.string ?? "")
                markers.merge(found)
                parts.append(text)
            case "resource" where part["resource"]?["text"]?.string != nil:
                let (text, found) = redactor.redact(part["resource"]?["text"]?.string ?? "")
                markers.merge(found)
                parts.append(text)
            case "resource_link":
                let (text, found) = redactor.redact(part["uri"]?.string ?? "")
                markers.merge(found)
                parts.append("[link to \(text)]")
            case let type?:
                let size = part["data"]?.string?.utf8.count ?? part.canonicalBytes.count
                parts.append("[\(type), \(size) bytes, \(ContentDigest.of(part).short)]")
            case nil: parts.append(redactor.redact(part).value.canonicalText)
            }
        }
        return parts.joined(separator: "\n")
    }

    private static func bounded(_ text: String) -> String {
        guard text.utf8.count > textBytesMax else { return text }
        var cut = String(decoding: text.utf8.prefix(textBytesMax), as: UTF8.self)
        while cut.unicodeScalars.last == "\u{FFFD}" { cut.unicodeScalars.removeLast() }
        return cut + "\n[cut: \(text.utf8.count) bytes in all, \(textBytesMax) shown]"
    }
}
