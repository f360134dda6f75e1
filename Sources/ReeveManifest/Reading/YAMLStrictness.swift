import CLibYAML
import ReeveDiagnostics

/// Refuses what libyaml reads more loosely than YAML 1.2 says, or reads as something else.
///
/// libyaml reports no such thing, so the source between and around its events is looked at: comments without a
/// space before them, `?` and `:` that belong to a flow scalar, lines of flow collections and quoted text that
/// are not indented, anchors cut short. One leniency stays, since every other reader has it and it can be read
/// in one way only: the bracket that closes a flow collection may stand at the indentation of its parent.
struct YAMLStrictness {
    /// What is wrong, and the byte where.
    struct Finding {
        let offset: Int
        let message: String
        let help: String?
    }

    let text: UnsafeBufferPointer<UInt8>
    private var locator: CharacterLocator
    /// The indentation of each open block collection; nil for a flow collection.
    private var indents: [Int?] = []
    private(set) var flowDepth = 0
    /// The indentation of the innermost block collection; -1 outside all of them.
    private(set) var blockIndent = -1
    /// In a flow collection: the end of the last token that an event stood for.
    private(set) var gapStart = 0
    /// Whether that token was quoted text or a closing bracket, after which `:` needs no space.
    private(set) var gapFollowsJSON = false

    /// - Parameter text: Outlives this value; the owner of both sees to it.
    init(text: UnsafeBufferPointer<UInt8>, base: Int, isASCII: Bool) {
        self.text = text
        locator = CharacterLocator(base: base, isASCII: isASCII)
    }

    mutating func beginDocument() {
        indents.removeAll(keepingCapacity: true)
        flowDepth = 0
        blockIndent = -1
    }

    /// Plain scalars outside brackets and without an anchor need no look.
    mutating func scalar(
        _ event: UnsafeMutablePointer<yaml_event_t>, style: DocumentArena.Style, length: Int, hasAnchor: Bool
    ) -> Finding? {
        let from = event.pointee.start_mark
        let to = event.pointee.end_mark
        if from.index == to.index { return nil }
        let start = locator.offset(of: from.index, in: text)
        let end = locator.offset(of: to.index, in: text)
        var finding = hasAnchor ? anchorFinding(from: start) : nil
        if flowDepth > 0 {
            finding = finding ?? flowGapFinding(upTo: start)
            gapStart = end
            gapFollowsJSON = style != .plain
            if style == .plain, length == 1, end > start, "-?:".utf8.contains(text[end - 1]) {
                finding =
                    finding
                    ?? Finding(
                        offset: start, message: "this character cannot stand alone here", help: "put it in quotes")
            }
        }
        switch style {
        case .literal, .folded: return finding ?? blockScalarFinding(from: start, to: end, length: length, event)
        case .plain where flowDepth == 0: return finding
        default:
            if from.line != to.line { finding = finding ?? indentationFinding(from: start, to: end) }
            if style != .plain, flowDepth == 0 { finding = finding ?? commentFinding(at: end) }
            return finding
        }
    }

    mutating func beginCollection(
        _ event: UnsafeMutablePointer<yaml_event_t>, isFlow: Bool, hasAnchor: Bool
    ) -> Finding? {
        let from = event.pointee.start_mark
        let to = event.pointee.end_mark
        guard isFlow else {
            // The event ends where the first key or '-' stands; of a list without indentation, after the '-'.
            var indent = to.column
            if event.pointee.type == YAML_SEQUENCE_START_EVENT {
                let end = locator.offset(of: to.index, in: text)
                if end > 0, text[end - 1] == UInt8(ascii: "-"), !isEntry(at: end) { indent -= 1 }
            }
            indents.append(indent)
            blockIndent = indent
            return hasAnchor ? anchorFinding(from: locator.offset(of: from.index, in: text)) : nil
        }
        indents.append(nil)
        let start = locator.offset(of: from.index, in: text)
        var finding = hasAnchor ? anchorFinding(from: start) : nil
        if flowDepth > 0, from.index != to.index {
            finding = finding ?? flowGapFinding(upTo: start)
            if start + 1 < text.count, text[start] == UInt8(ascii: "?"), !isBlank(text[start + 1]) {
                finding = finding ?? Self.indicator(at: start)
            }
        }
        if flowDepth == 0 || from.index != to.index {
            gapStart = locator.offset(of: to.index, in: text)
            gapFollowsJSON = false
        }
        flowDepth += 1
        return finding
    }

    mutating func endCollection(_ event: UnsafeMutablePointer<yaml_event_t>) -> Finding? {
        guard let indent = indents.popLast() else { return nil }
        if indent != nil {
            blockIndent = (indents.last { $0 != nil } ?? nil) ?? -1
            return nil
        }
        flowDepth -= 1
        let from = event.pointee.start_mark
        let to = event.pointee.end_mark
        if from.index == to.index { return nil }
        let finding = flowGapFinding(upTo: locator.offset(of: from.index, in: text), isCloser: true)
        gapStart = locator.offset(of: to.index, in: text)
        gapFollowsJSON = true
        return finding ?? (flowDepth == 0 ? commentFinding(at: gapStart) : nil)
    }

    mutating func alias(_ event: UnsafeMutablePointer<yaml_event_t>) -> Finding? {
        let start = locator.offset(of: event.pointee.start_mark.index, in: text)
        let end = locator.offset(of: event.pointee.end_mark.index, in: text)
        let finding = flowDepth > 0 ? flowGapFinding(upTo: start) : nil
        gapStart = end
        gapFollowsJSON = false
        return finding ?? nameEndFinding(at: end, "an alias")
    }

    /// Whether the properties of a plain scalar hold the tag `!`, which libyaml drops: `! 12` is no number.
    mutating func hasNonSpecificTag(_ event: UnsafeMutablePointer<yaml_event_t>) -> Bool {
        var place = locator.offset(of: event.pointee.start_mark.index, in: text)
        if place < text.count, text[place] == UInt8(ascii: "&") { place = afterProperty(place) }
        return place < text.count && text[place] == UInt8(ascii: "!")
    }
}
