import ReeveDiagnostics

/// The text that names a store, as `--store` and `REEVE_STORE` give it.
///
/// A store has a scheme, always: a path alone could be a mistyped address of another kind of store, and reeve would make
/// a database of that name.
enum StoreAddress {
    private static let planned: Set<String> = ["postgres", "postgresql"]

    /// What is wrong with the text; nil for `sqlite:PATH`.
    static func mistake(in text: String) -> Diagnostic? {
        guard let colon = text.firstIndex(of: ":") else {
            return Diagnostic("store.address", "'\(text)' is no store", help: "write sqlite:\(text)")
        }
        let scheme = text[..<colon]
        let rest = text[text.index(after: colon)...]
        if planned.contains(scheme.lowercased()) {
            return Diagnostic(
                "store.not-available", "stores other than sqlite: are not available in this version",
                help: "write sqlite:PATH")
        }
        guard scheme == "sqlite" else {
            return Diagnostic("store.address", "there is no store of the kind '\(scheme)'", help: "write sqlite:PATH")
        }
        guard !rest.isEmpty, !rest.hasPrefix("//") else {
            return Diagnostic("store.address", "'\(text)' names no file", help: "write sqlite:PATH")
        }
        return nil
    }
}
