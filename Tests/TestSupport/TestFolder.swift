import Foundation

/// Temporary folders, and small files in them.
///
/// ```swift
/// try TestFolder.with { folder in try TestFolder.write([1, 2], to: folder + "/file") }
/// ```
package enum TestFolder {
    package struct Failure: Error { let message: String }

    /// The folder of the test target that calls, such as `/…/Tests/ReeveAuditTests`, however deep the source file lies.
    package static func target(of file: String = #filePath) -> String {
        let parts = file.split(separator: "/", omittingEmptySubsequences: false)
        let tests = parts.lastIndex(of: "Tests") ?? 0
        return parts.prefix(tests + 2).joined(separator: "/")
    }

    /// The package's folder.
    package static func package(of file: String = #filePath) -> String {
        let parts = target(of: file).split(separator: "/", omittingEmptySubsequences: false)
        return parts.dropLast(2).joined(separator: "/")
    }

    package static func read(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: path)))
    }

    package static func write(_ bytes: [UInt8], to path: String) throws {
        try Data(bytes).write(to: URL(filePath: path))
    }

    /// Mode bits, with those of the file type; 0 where there is nothing. Links are not followed.
    package static func mode(_ path: String) -> UInt32 {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode : 0
    }

    package static func linkTarget(_ path: String) -> String? {
        try? FileManager.default.destinationOfSymbolicLink(atPath: path)
    }

    /// Makes a folder for a type that removes it itself, in its `deinit`; everybody else calls ``with(_:)``.
    ///
    /// - Returns: a path without links and without a slash at its end, so that what a program prints can be compared.
    package static func make() throws -> String {
        let place = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path
        var template = Array((place + "/reeve-test-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure(message: "cannot make a folder in \(place)") }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Removes a folder with everything in it, and with the folders that a test took the permissions from.
    package static func remove(_ path: String) {
        guard (try? FileManager.default.removeItem(atPath: path)) == nil else { return }
        if let names = FileManager.default.enumerator(atPath: path) {
            for case let name as String in names where mode(path + "/" + name) & S_IFMT == S_IFDIR {
                chmod(path + "/" + name, 0o700)
            }
        }
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Calls `body` with a fresh folder, and removes the folder afterwards, also where `body` throws.
    package static func with<Result>(_ body: (String) throws -> Result) throws -> Result {
        let path = try make()
        defer { remove(path) }
        return try body(path)
    }

    /// The same for a `body` that waits.
    package static func with<Result>(_ body: (String) async throws -> Result) async throws -> Result {
        let path = try make()
        defer { remove(path) }
        return try await body(path)
    }
}
