import Foundation

/// A temporary folder that goes away, and small files in it.
package enum TestFolder {
    package struct Failure: Error { let message: String }

    /// The folder of the source file that calls.
    package static func sources(of file: String = #filePath) -> String {
        String(file[..<(file.lastIndex(of: "/") ?? file.startIndex)])
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

    /// Calls `body` with a fresh folder, and removes it afterwards with everything in it.
    package static func with<Result>(_ body: (String) async throws -> Result) async throws -> Result {
        var template = Array("/tmp/reeve-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure(message: "cannot make a folder") }
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try await body(path)
    }
}
