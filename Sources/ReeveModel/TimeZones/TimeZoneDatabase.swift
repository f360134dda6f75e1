private import Glibc

/// The time zones of the system, read from its TZif files.
///
/// Each call reads a file of a few kilobytes; callers that need a zone often keep its rules.
/// `UTC` is always there, also without files.
package struct TimeZoneDatabase: Sendable {
    /// The folder that names are relative to.
    package let root: String

    package init(root: String = "/usr/share/zoneinfo") { self.root = root }

    /// The rules of a zone such as `Europe/Berlin`; case counts.
    ///
    /// - Throws: ``TimeZoneError``, every code.
    package func rules(named name: String) throws(TimeZoneError) -> TimeZoneRules {
        guard TimeZoneDatabase.isValidName(name) else { throw TimeZoneError(.invalidName, zone: name) }
        if name == "UTC" { return .utc }
        guard let bytes = try read(name, zone: name, maximum: TZifReader.bytesMaximum) else {
            throw TimeZoneError(.unknownZone, zone: name)
        }
        return try TZifReader.rules(from: bytes, zone: name)
    }

    /// Which edition of the data this is, such as `2025b`; nil where the files do not tell.
    package var version: String? {
        // The largest `tzdata.zi` has some 120 KiB; one line of it is enough.
        for (file, prefix) in [("tzdata.zi", "# version "), ("+VERSION", "")] {
            guard let bytes = try? read(file, zone: file, maximum: 4 << 20) else { continue }
            let line = String(decoding: bytes.prefix(64).prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
            let text = line.dropFirst(prefix.utf8.count)
            if line.hasPrefix(prefix), (1...32).contains(text.utf8.count), text.utf8.allSatisfy(Self.isNameByte) {
                return String(text)
            }
        }
        return nil
    }

    /// Whether a text has the shape of a zone's name; it may still be unknown.
    ///
    /// `localtime` and `posixrules` are settings of a machine, not zones, and are refused.
    package static func isValidName(_ name: String) -> Bool {
        guard (1...255).contains(name.utf8.count), name != "localtime", name != "posixrules" else { return false }
        return name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty && part.first != UInt8(ascii: ".") && part.allSatisfy(isNameByte)
        }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "+"),
            UInt8(ascii: "."):
            true
        default: false
        }
    }

    /// The bytes of a regular file below the root; nil where there is none.
    private func read(_ name: String, zone: String, maximum: Int) throws(TimeZoneError) -> [UInt8]? {
        // Without O_NONBLOCK opening a named pipe would wait for its writer.
        let descriptor = open(root + "/" + name, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw TimeZoneError(.unreadable, zone: zone, detail: "errno \(errno)")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw TimeZoneError(.unreadable, zone: zone, detail: "errno \(errno)")
        }
        if status.st_mode & S_IFMT == S_IFDIR { return nil }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw TimeZoneError(.unreadable, zone: zone, detail: "no regular file")
        }
        guard status.st_size <= maximum else { throw TimeZoneError(.tooLarge, zone: zone) }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes { buffer in
                Glibc.read(descriptor, buffer.baseAddress?.advanced(by: filled), buffer.count - filled)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw TimeZoneError(.unreadable, zone: zone, detail: "errno \(errno)") }
            filled += count
        }
        return bytes
    }
}
