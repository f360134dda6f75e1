import ReeveJSON

/// Text from elsewhere inside Markdown (GitHub's flavour): shown as it is, and readable in the source as well.
///
/// Names, addresses and places are ``code(_:in:)``, in which nothing is markup. Sentences are ``prose(_:in:)``: a mark
/// is escaped only where it would count, so `git_log`, `HEAD~1` and `guardrails#keep` stay as they are.
package enum MarkdownText {
    /// What surrounds the text: a bar is markup in tables alone.
    package enum Place: Sendable { case table, line }

    /// A code span; empty for no text.
    package static func code(_ text: String, in place: Place = .table) -> String {
        let visible = VisibleText.of(text)
        guard !visible.isEmpty else { return "" }
        var (run, longest) = (0, 0)
        for scalar in visible.unicodeScalars {
            run = scalar == "`" ? run + 1 : 0
            longest = max(longest, run)
        }
        let fence = String(repeating: "`", count: longest + 1)
        // One blank at each end is taken away again, where something else is between.
        let isBlank = visible.allSatisfy { $0 == " " }
        let touches =
            visible.hasPrefix("`") || visible.hasSuffix("`") || (visible.hasPrefix(" ") && visible.hasSuffix(" "))
        let pad = touches && !isBlank ? " " : ""
        let inner = place == .table ? visible.replacing("|", with: "\\|") : visible
        return fence + pad + inner + pad + fence
    }

    /// Words that readers make links, mentions or pictures of become code spans; marks are escaped where they count.
    package static func prose(_ text: String, in place: Place = .table) -> String {
        let visible = VisibleText.of(text)
        let escaper = Escaper(visible, place)
        return visible.split(separator: " ", omittingEmptySubsequences: false).map { word in
            isMagnetic(word) ? code(String(word), in: place) : escaper.escape(word)
        }.joined(separator: " ")
    }

    /// An address (`https://...`, `www...`, a mail address), a mention (`@name`), an issue (`#12`), a picture (`:name:`).
    private static func isMagnetic(_ word: Substring) -> Bool {
        let lower = word.lowercased()
        if lower.contains("://") || lower.contains("www.") || lower.contains("@") { return true }
        if lower.contains("mailto:") || lower.contains("xmpp:") { return true }
        if let mark = word.firstIndex(of: "#"), let next = word[mark...].dropFirst().first, next.isNumber {
            return true
        }
        let colons = word.indices.filter { word[$0] == ":" }
        return zip(colons, colons.dropFirst()).contains { first, second in
            let name = word[word.index(after: first)..<second]
            return !name.isEmpty && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_+-".contains($0)) }
        }
    }

    /// Knows which marks have a partner in the whole text; one alone is no markup.
    private struct Escaper {
        private let place: Place
        private let paired: Set<Unicode.Scalar>
        private let hasLink: Bool

        init(_ text: String, _ place: Place) {
            self.place = place
            var counts: [Unicode.Scalar: Int] = [:]
            for scalar in text.unicodeScalars where "*_~$".unicodeScalars.contains(scalar) {
                counts[scalar, default: 0] += 1
            }
            paired = Set(counts.filter { $0.value > 1 }.keys)
            hasLink = text.contains("](") || text.contains("][")
        }

        func escape(_ word: Substring) -> String {
            let scalars = Array(word.unicodeScalars)
            var out = ""
            for (index, scalar) in scalars.enumerated() {
                let next = index + 1 < scalars.count ? scalars[index + 1] : nil
                switch scalar {
                case "<" where next.map(opensTag) ?? false: out += "&lt;"
                case "&" where next.map({ $0 == "#" || isLetter($0) }) ?? false: out += "&amp;"
                default:
                    if counts(scalar, at: index, in: scalars, next: next) { out += "\\" }
                    out.unicodeScalars.append(scalar)
                }
            }
            return out
        }

        private func counts(
            _ scalar: Unicode.Scalar, at index: Int, in scalars: [Unicode.Scalar], next: Unicode.Scalar?
        ) -> Bool {
            switch scalar {
            case "`": true
            case "|": place == .table
            case "\\": next.map { $0.isASCII && !isLetter($0) && !isDigit($0) } ?? true
            case "[": hasLink
            case "_": paired.contains(scalar) && !isInsideWord(index, scalars)
            case "*", "~", "$": paired.contains(scalar) && scalars.count > 1
            default: false
            }
        }

        /// Underscores between letters or digits never start emphasis.
        private func isInsideWord(_ index: Int, _ scalars: [Unicode.Scalar]) -> Bool {
            let before = scalars[..<index].last { $0 != "_" }
            let after = scalars[index...].first { $0 != "_" }
            return [before, after].allSatisfy { $0.map { isLetter($0) || isDigit($0) } ?? false }
        }

        private func opensTag(_ scalar: Unicode.Scalar) -> Bool {
            isLetter(scalar) || scalar == "/" || scalar == "!" || scalar == "?"
        }

        private func isLetter(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isAlphabetic }
        private func isDigit(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.numericType != nil }
    }
}
