import Glibc
import ReeveAudit

/// What the index file of git says about the files of a folder. The file is read without starting git, which could
/// start other programs.
///
/// ```swift
/// GitIndex(root: "/srv/acme")?.isChanged(["reeve.yaml", "manifests/org.yaml"], below: ["manifests"])
/// ```
struct GitIndex {
    private struct Entry {
        let seconds: UInt32
        let nanoseconds: UInt32
        let size: UInt32
    }

    private let root: String
    private var entries: [String: Entry] = [:]
    /// Whether something was added and not committed: no tree object covers the index then.
    private var isStaged = false

    /// Nil where there is no index, or one of another form.
    init?(root: String) {
        guard let bytes = try? BoundedFile.read(root + "/.git/index", limit: 256 << 20) else { return nil }
        self.root = root
        var reader = Reader(bytes: bytes)
        guard reader.text(4) == "DIRC", let version = reader.number(), (2...4).contains(version),
            let count = reader.number()
        else { return nil }
        var last: [UInt8] = []
        for _ in 0..<count {
            let start = reader.position
            guard reader.skip(8), let seconds = reader.number(), let nanoseconds = reader.number(), reader.skip(20),
                let size = reader.number(), reader.skip(20), let flags = reader.short(),
                flags & 0x4000 == 0 || reader.skip(2)
            else { return nil }
            if version == 4 {
                guard let dropped = reader.offset(), dropped <= last.count else { return nil }
                last.removeLast(dropped)
            } else {
                last = []
            }
            guard let name = reader.untilNUL() else { return nil }
            last += name
            if version < 4 {
                // NUL bytes fill each entry up to a multiple of eight bytes.
                let length = reader.position - start
                guard reader.skip((8 - length % 8) % 8) else { return nil }
            }
            entries[String(decoding: last, as: UTF8.self)] = Entry(
                seconds: seconds, nanoseconds: nanoseconds, size: size)
        }
        while let name = reader.text(4), name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), let size = reader.number() {
            let end = reader.position + Int(size)
            // The root is the first entry. Its count is -1 when anything below it was added.
            if name == "TREE", reader.untilNUL() == [], reader.text(2) == "-1" { isStaged = true }
            guard reader.skip(end - reader.position) else { break }
        }
    }

    /// Whether the files, or the tracked files of the folders, differ from the last commit.
    ///
    /// A file with a new time but the same content counts as changed until git looks at it again.
    func isChanged(_ files: [String], below folders: [String]) -> Bool {
        if isStaged { return true }
        let prefixes = folders.map { $0 == "." ? "" : $0 + "/" }
        let tracked = entries.keys.filter { name in prefixes.contains { name.hasPrefix($0) } }
        return (files + tracked).contains { isChanged($0) }
    }

    private func isChanged(_ file: String) -> Bool {
        guard let entry = entries[file] else { return true }
        var status = stat()
        guard lstat(root + "/" + file, &status) == 0 else { return true }
        return UInt32(truncatingIfNeeded: status.st_size) != entry.size
            || UInt32(truncatingIfNeeded: status.st_mtim.tv_sec) != entry.seconds
            || (entry.nanoseconds != 0 && UInt32(truncatingIfNeeded: status.st_mtim.tv_nsec) != entry.nanoseconds)
    }
}

/// Reads the numbers and texts of an index file in order. Nil after the end.
private struct Reader {
    let bytes: [UInt8]
    private(set) var position = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func skip(_ count: Int) -> Bool {
        guard count >= 0, count <= bytes.count - position else { return false }
        position += count
        return true
    }

    mutating func short() -> UInt16? {
        guard bytes.count - position >= 2 else { return nil }
        defer { position += 2 }
        return UInt16(bytes[position]) << 8 | UInt16(bytes[position + 1])
    }

    mutating func number() -> UInt32? {
        guard let high = short(), let low = short() else { return nil }
        return UInt32(high) << 16 | UInt32(low)
    }

    mutating func text(_ count: Int) -> String? {
        guard bytes.count - position >= count else { return nil }
        defer { position += count }
        return String(decoding: bytes[position..<position + count], as: UTF8.self)
    }

    mutating func untilNUL() -> [UInt8]? {
        guard let end = bytes[position...].firstIndex(of: 0) else { return nil }
        defer { position = end + 1 }
        return Array(bytes[position..<end])
    }

    /// A number with seven bits in each byte, as in packs.
    mutating func offset() -> Int? {
        var value = 0
        for index in 0..<5 {
            guard position < bytes.count else { return nil }
            let byte = bytes[position]
            position += 1
            if index > 0 { value += 1 }
            value = value << 7 | Int(byte & 0x7F)
            if byte & 0x80 == 0 { return value }
        }
        return nil
    }
}
