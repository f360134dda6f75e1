import ReeveDiagnostics
import Testing

/// A sample with the expected spots marked inside it: `a: ⟦1⟧x` expects something at that place.
struct MarkedSample {
    let text: String
    /// The places of the marks by their names.
    let places: [String: SourcePosition]

    init(_ marked: String) {
        var text = ""
        var places: [String: SourcePosition] = [:]
        var name: String?
        var line = 1
        var column = 1
        for scalar in marked.unicodeScalars {
            switch scalar {
            case "⟦": name = ""
            case "⟧":
                places[name ?? ""] = SourcePosition(line: line, column: column)
                name = nil
            default:
                if name != nil {
                    name?.unicodeScalars.append(scalar)
                    continue
                }
                text.unicodeScalars.append(scalar)
                (line, column) = scalar == "\n" ? (line + 1, 1) : (line, column + 1)
            }
        }
        self.text = text
        self.places = places
    }

    /// Reads the sample and expects exactly the diagnostics whose codes are marked, each at its mark.
    func expectDiagnostics(sourceLocation: SourceLocation = #_sourceLocation) {
        let found = Reading.yaml(text).diagnostics
        let got = found.map { "\($0.code) \($0.range?.start.line ?? 0):\($0.range?.start.column ?? 0)" }.sorted()
        // A name may carry a number behind a blank, so that one code can be expected twice.
        let wanted = places.map { "\($0.key.prefix { $0 != " " }) \($0.value.line):\($0.value.column)" }.sorted()
        #expect(got == wanted, "\(found)", sourceLocation: sourceLocation)
    }
}
