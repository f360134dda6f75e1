import Foundation
import ReeveJSON
import ReeveModel
import ReeveRedaction
import Synchronization
import TestSupport
import Testing

@testable import ReeveExecution

@Suite struct SecretResolverTests {
    /// Calls `body` with a folder and a folder `root` in it.
    private func withRoot(_ body: (_ folder: URL, _ root: URL) async throws -> Void) async throws {
        try await TestFolder.with { path in
            let folder = URL(filePath: path, directoryHint: .notDirectory)
            let root = folder.appending(path: "root")
            try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
            try await body(folder, root)
        }
    }

    private func resolve(_ text: String, _ resolver: SecretResolver) throws -> String {
        try resolver.resolve(try #require(SecretReference(text)))
    }

    @Test func filesBelowTheRootAreReadWithoutTheirLastLineEnd() async throws {
        try await withRoot { _, root in
            try "value-one\r\n".write(to: root.appending(path: "a"), atomically: true, encoding: .utf8)
            try FileManager.default.createSymbolicLink(
                at: root.appending(path: "inner"), withDestinationURL: root.appending(path: "a"))
            let resolver = SecretResolver(environment: [:], roots: [root.path()])
            #expect(try resolve("file:a", resolver) == "value-one")
            #expect(try resolve("file:inner", resolver) == "value-one")
            #expect(resolver.redactor.redact("x value-one y").text == "x [redacted:known-secret] y")
        }
    }

    @Test func nothingOutsideTheRootIsRead() async throws {
        try await withRoot { folder, root in
            try "outside-value".write(to: folder.appending(path: "out"), atomically: true, encoding: .utf8)
            try "sibling-value".write(to: folder.appending(path: "rootless"), atomically: true, encoding: .utf8)
            try FileManager.default.createSymbolicLink(
                at: root.appending(path: "link"), withDestinationURL: folder.appending(path: "out"))
            try FileManager.default.createSymbolicLink(
                at: root.appending(path: "up"), withDestinationURL: folder)
            let resolver = SecretResolver(environment: [:], roots: [root.path()])
            for path in [
                "link", "../out", "up/out", "../rootless", folder.path() + "/out", "/etc/passwd", "/dev/zero", ".",
            ] {
                #expect(throws: SecretResolver.Missing.self, "\(path)") { try resolve("file:" + path, resolver) }
            }
        }
    }

    @Test func largeEmptyAndBinaryFilesAreRefused() async throws {
        try await withRoot { _, root in
            try Data(repeating: 65, count: SecretResolver.bytesMax + 1).write(to: root.appending(path: "large"))
            try Data(repeating: 65, count: SecretResolver.bytesMax).write(to: root.appending(path: "full"))
            try Data("\n".utf8).write(to: root.appending(path: "empty"))
            try Data([0xFF, 0xFE]).write(to: root.appending(path: "binary"))
            let resolver = SecretResolver(environment: [:], roots: [root.path()])
            for name in ["large", "empty", "binary"] {
                #expect(throws: SecretResolver.Missing.self) { try resolve("file:" + name, resolver) }
            }
            #expect(try resolve("file:full", resolver).utf8.count == SecretResolver.bytesMax)
        }
    }

    private func connection(_ environment: JSONObject) throws -> ExecutionScope.Connection {
        let spec = Harness.connection(["env": .object(environment)])
        return ExecutionScope.Connection(
            uid: ULID(milliseconds: 1, high: 0, low: 1), name: "git", spec: try ConnectionSpec(.object(spec)),
            identity: ContentDigest.of("launch"))
    }

    @Test func allWhoLearnOfALaunchAtTheSameTimeKnowItsSecrets() async throws {
        try await withRoot { _, root in
            // Long enough for the others to be back before its forms are made, if they did not wait.
            let lines = (0..<300).map { "first-value-of-many-lines-\($0)" }.joined(separator: "\n")
            try lines.write(to: root.appending(path: "a"), atomically: true, encoding: .utf8)
            try "second-value".write(to: root.appending(path: "b"), atomically: true, encoding: .utf8)
            let resolver = SecretResolver(environment: [:], roots: [root.path()])
            let connection = try connection(["A": "file:a", "B": "file:b"])
            await withTaskGroup(of: String.self) { group in
                for _ in 0..<40 {
                    group.addTask {
                        await resolver.learn(connection)
                        return resolver.redactor.redact("first-value-of-many-lines-299 second-value").text
                    }
                }
                for await text in group { #expect(text == "[redacted:known-secret] [redacted:known-secret]") }
            }
        }
    }

    @Test func aSecretThatCouldNotBeReadIsTriedAgain() async throws {
        try await withRoot { _, root in
            let resolver = SecretResolver(environment: ["B": "second-value"], roots: [root.path()])
            let connection = try connection(["A": "file:a", "B": "env:B"])
            await resolver.learn(connection)
            #expect(resolver.redactor.redact("late-value second-value").text == "late-value [redacted:known-secret]")
            try "late-value".write(to: root.appending(path: "a"), atomically: true, encoding: .utf8)
            await resolver.learn(connection)
            #expect(resolver.redactor.redact("late-value").text == "[redacted:known-secret]")
        }
    }

    @Test func whatIsNotKeptOutOfTextsAsOthersAreIsToldOnce() throws {
        let told = Mutex<[String]>([])
        let resolver = SecretResolver(
            environment: ["SHORT": "abc", "LONG": String(repeating: "x", count: Redactor.allFormsBytesMax + 1)],
            roots: [],
            onShortfall: { reference, shortfall in told.withLock { $0.append("\(reference) \(shortfall.rawValue)") } })
        for _ in 0..<2 {
            for text in ["env:SHORT", "env:LONG"] { _ = try resolve(text, resolver) }
        }
        #expect(told.withLock { $0 } == ["env:SHORT tooShort", "env:LONG tooLong"])
    }

    @Test func variablesThatAreNotSetAndFormsThatAreNotServedAreMissing() throws {
        let resolver = SecretResolver(environment: ["EMPTY": "", "SET": "value"], roots: [])
        #expect(try resolve("env:SET", resolver) == "value")
        for text in ["env:NOT", "env:EMPTY", "store:x", "exec:vault/x", "file:x"] {
            #expect(throws: SecretResolver.Missing.self) { try resolve(text, resolver) }
        }
    }
}
