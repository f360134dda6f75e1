internal import Glibc

/// A file with a secret in it.
enum SecretFile {
    enum Failure: Error {
        case missing
        case outside
        case tooLarge
        case notText
        case empty

        var words: String {
            switch self {
            case .missing: "cannot be read"
            case .outside: "lies outside the project root"
            case .tooLarge: "is larger than 64 KiB"
            case .notText: "is no UTF-8 text"
            case .empty: "is empty"
            }
        }
    }

    static func read(_ path: String, roots: [String], bytesMax: Int) throws(Failure) -> String {
        let full = path.hasPrefix("/") ? path : (roots.first ?? "/nonexistent") + "/" + path
        // Opening a device or a pipe must not block, so the file is opened without waiting and read only when it is
        // known to be a regular file.
        let descriptor = open(full, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw .missing }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw .missing }
        // The path of the file that was in fact opened. Links may lead elsewhere, and somebody may change them at the
        // same time.
        guard let place = opened(descriptor), roots.contains(where: { isBelow(place, root: $0) }) else {
            throw .outside
        }
        var bytes = [UInt8](repeating: 0, count: bytesMax + 1)
        var count = 0
        while count < bytes.count {
            let step = bytes.withUnsafeMutableBytes { buffer in
                Glibc.read(descriptor, buffer.baseAddress?.advanced(by: count), buffer.count - count)
            }
            if step < 0, errno == EINTR { continue }
            guard step >= 0 else { throw .missing }
            if step == 0 { break }
            count += step
        }
        guard count <= bytesMax else { throw .tooLarge }
        var content = bytes[..<count]
        if content.last == UInt8(ascii: "\n") { content.removeLast() }
        if content.last == UInt8(ascii: "\r") { content.removeLast() }
        guard !content.isEmpty else { throw .empty }
        guard let text = String(validating: content, as: UTF8.self) else { throw .notText }
        return text
    }

    private static func opened(_ descriptor: Int32) -> String? {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = buffer.withUnsafeMutableBytes { bytes -> Int in
            guard let start = bytes.assumingMemoryBound(to: CChar.self).baseAddress else { return 0 }
            return readlink("/proc/self/fd/\(descriptor)", start, bytes.count)
        }
        guard count > 0, count < buffer.count else { return nil }
        return String(decoding: buffer[..<count], as: UTF8.self)
    }

    private static func isBelow(_ place: String, root: String) -> Bool {
        guard let resolved = realpath(root, nil) else { return false }
        defer { free(resolved) }
        let root = String(cString: resolved)
        return place.hasPrefix(root == "/" ? root : root + "/")
    }
}
