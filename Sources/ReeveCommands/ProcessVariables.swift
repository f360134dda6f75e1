import Glibc
import ReeveModel

/// The environment variables of this process.
enum ProcessVariables {
    static func all() -> [String: String] {
        var found: [String: String] = [:]
        var entry = environ
        while let text = entry.pointee {
            let variable = String(cString: text)
            if let equals = variable.firstIndex(of: "=") {
                // Where a name occurs twice, getenv finds the first one, so the first counts.
                let name = String(variable[..<equals])
                if found[name] == nil { found[name] = String(variable[variable.index(after: equals)...]) }
            }
            entry = entry.advanced(by: 1)
        }
        return found
    }

    /// The value of one variable; nil where it is not set or is empty.
    static func value(_ name: String) -> String? { getenv(name).flatMap { String(cString: $0).nonEmpty } }
}
