import ReeveAudit
import ReeveJSON

/// Reads the commit that is checked out from the files of git. No process is started.
enum GitHead {
    static func commit(root: String) -> String? {
        guard let head = text(root + "/.git/HEAD") else { return nil }
        guard head.hasPrefix("ref: ") else { return valid(head) }
        let name = String(head.dropFirst(5))
        guard !name.contains("..") else { return nil }
        if let loose = text(root + "/.git/" + name) { return valid(loose) }
        for line in text(root + "/.git/packed-refs", limit: 1 << 20)?.split(separator: "\n") ?? []
        where line.hasSuffix(" " + name) {
            return valid(String(line.prefix(40)))
        }
        return nil
    }

    private static func text(_ path: String, limit: Int = 4_096) -> String? {
        guard let bytes = try? BoundedFile.read(path), bytes.count <= limit else { return nil }
        var text = String(decoding: bytes, as: UTF8.self)
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }

    private static func valid(_ text: String) -> String? {
        Hex.decode(text) != nil && (text.utf8.count == 40 || text.utf8.count == 64) ? text : nil
    }
}
