/// `docs/reference/words.md`.
enum WordsPage {
    static var text: String {
        var out = """
            # Words

            Generated from the catalog in the code. What the words mean that commands and reports print, and those of
            manifests that are no field. `reeve explain WORD` prints one; fields are in [kinds](kinds.md), reasons of runs
            and codes in [diagnostics](diagnostics.md).

            """
        for group in WordCatalog.Group.allCases {
            out += "\n## \(group.rawValue)\n\n| Word | Meaning |\n| --- | --- |\n"
            for entry in WordCatalog.all where entry.group == group {
                let example = entry.example.map { " Example: `\(MarkdownCell.text($0))`" } ?? ""
                out += "| `\(entry.word)` | \(MarkdownCell.text(entry.meaning))\(example) |\n"
            }
        }
        return out
    }
}
