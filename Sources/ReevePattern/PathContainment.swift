/// Whether one absolute path lies under another, judged by text alone.
///
/// Nothing is looked up: links are not followed, so a sandbox needs its own roots as well.
package enum PathContainment {
    /// Whether `path` is `root` or lies below it, once `.`, `..` and repeated slashes are removed.
    ///
    /// False where either is not absolute or holds a zero byte. `..` at the top stays at the top, as
    /// for the kernel. Bytes are compared: case counts, and nothing is normalised as Unicode.
    package static func isPath(_ path: String, under root: String) -> Bool {
        guard let inner = components(of: path), let outer = components(of: root), inner.count >= outer.count else {
            return false
        }
        return zip(inner, outer).allSatisfy { $0.utf8.elementsEqual($1.utf8) }
    }

    /// The path without `.`, `..` and repeated slashes; nil unless it is absolute.
    package static func normalized(_ path: String) -> String? {
        components(of: path).map { "/" + $0.joined(separator: "/") }
    }

    private static func components(of path: String) -> [Substring]? {
        guard path.utf8.first == UInt8(ascii: "/"), !path.utf8.contains(0) else { return nil }
        var components: [Substring] = []
        for part in path.utf8.split(separator: UInt8(ascii: "/")).map(Substring.init) {
            switch part {
            case ".": continue
            case "..": _ = components.popLast()
            default: components.append(part)
            }
        }
        return components
    }
}
