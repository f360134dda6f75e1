import ReeveModel

/// A scalar as it was written, or as it was bound.
struct ScalarText {
    let text: String
    /// Whether it was quoted or tagged as a string: then it is never a number, boolean or null.
    let isQuoted: Bool

    init(text: String, isQuoted: Bool) {
        self.text = text
        self.isQuoted = isQuoted
    }

    init(arena: DocumentArena, node: DocumentArena.Node) {
        text = arena.text(of: node)
        switch arena.tag(of: node) {
        case .string, .nonSpecific: isQuoted = true
        default: isQuoted = arena.style(of: node) != .plain
        }
    }

    var isNull: Bool {
        guard !isQuoted else { return false }
        var text = text
        return text.withUTF8(CoreSchema.isNull)
    }
}
