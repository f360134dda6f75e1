import ReeveModel
import ReeveStore
import ReeveJSON

/// Names from elsewhere as one component of a path.
package enum PathComponent {
    /// Letters, digits, `.`, `_` and `-`, at most 100 of them; never empty, never starting with a point or hyphen.
    package static func of(_ name: String) -> String {
        var out = ""
        for scalar in name.unicodeScalars.prefix(100) {
            let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
            let isMark = scalar == "." || scalar == "_" || scalar == "-"
            if isPlain || (isMark && !(out.isEmpty && scalar != "_")) {
                out.unicodeScalars.append(scalar)
            } else {
                out.append(out.isEmpty ? "_" : "-")
            }
        }
        return out.isEmpty ? "_" : out
    }
}
