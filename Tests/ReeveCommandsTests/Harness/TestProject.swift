import Foundation
import TestSupport
import Testing

/// A project folder of one test's own, removed afterwards, and the built `reeve` to run in it.
final class TestProject: Sendable {
    let folder: URL

    /// The package's folder.
    static let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    static let scenarios = package.appending(path: "Tests/ReeveCommandsTests/Scenarios")
    private static let tools = package.appending(path: "Tests/ReeveCommandsTests/Harness/bin")

    /// The folder of the test bundle, where the products are.
    static let products: URL = {
        let bundle = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(filePath: bundle).deletingLastPathComponent()
    }()
    static let binary = products.appending(path: "reeve").path

    static let interpreter: String =
        ["/usr/bin/python3", "/usr/local/bin/python3"].first { FileManager.default.isExecutableFile(atPath: $0) }
        ?? "python3"

    init() throws { folder = URL(filePath: try TestFolder.make(), directoryHint: .notDirectory) }

    /// With one small project in it: two agents' worth of objects, valid.
    static func sample() throws -> TestProject {
        let project = try TestProject()
        try project.copy(from: scenarios.appending(path: "first-apply"))
        return project
    }

    deinit { TestFolder.remove(folder.path) }

    // MARK: Files

    func url(_ name: String) -> URL { folder.appending(path: name) }

    func write(_ name: String, _ text: String) throws { try write(name, Data(text.utf8)) }

    func write(_ name: String, _ data: Data) throws {
        let file = url(name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: file)
    }

    func read(_ name: String) throws -> String { try String(contentsOf: url(name), encoding: .utf8) }

    /// Replaces text that must be there.
    func edit(_ name: String, _ old: String, _ new: String) throws {
        let text = try read(name)
        try #require(text.contains(old))
        try write(name, text.replacingOccurrences(of: old, with: new))
    }

    /// Copies the files of a folder, but for the scenario itself.
    func copy(from source: URL) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: source.path) where name != "scenario.txt" {
            try FileManager.default.copyItem(at: source.appending(path: name), to: url(name))
        }
    }

    // MARK: Processes

    /// A small environment that says all that the binary may depend on.
    func environment(_ more: [String: String] = [:]) -> [String: String] {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        var environment = [
            "PATH": Self.products.path + ":" + Self.tools.path + ":" + path, "HOME": folder.path, "LANG": "C.UTF-8",
            "TZ": "UTC", "NO_COLOR": "1", "TERM": "dumb",
        ]
        environment.merge(more) { $1 }
        return environment
    }

    func start(
        _ arguments: [String], environment: [String: String] = [:], input: String? = nil
    ) throws -> ChildRun {
        try ChildRun(
            arguments, in: folder, environment: self.environment(environment), input: input.map { Data($0.utf8) })
    }

    @discardableResult
    func reeve(
        _ arguments: String..., environment: [String: String] = [:], input: String? = nil,
        deadline: Duration = .seconds(900)
    ) async throws -> ChildResult {
        try await start([Self.binary] + arguments, environment: environment, input: input).result(deadline: deadline)
    }

    /// Runs the command and expects a status.
    @discardableResult
    func expect(
        _ status: Int32, _ arguments: String..., environment: [String: String] = [:], input: String? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> ChildResult {
        let result = try await start([Self.binary] + arguments, environment: environment, input: input).result()
        #expect(
            result.status == status, "reeve \(arguments.joined(separator: " "))\n\(result.all)",
            sourceLocation: sourceLocation)
        return result
    }

    /// Runs Python and gives what it printed; the program must succeed.
    @discardableResult
    func python(_ program: String, _ arguments: String..., sourceLocation: SourceLocation = #_sourceLocation)
        async throws -> String
    {
        let result = try await start([Self.interpreter, "-c", program] + arguments).result()
        #expect(result.status == 0, "\(result.all)", sourceLocation: sourceLocation)
        return result.output
    }

    static let database = ".reeve/reeve.db"

    /// Runs SQL statements on the store's file, by Python's own driver and in one transaction.
    func sql(_ statements: String..., sourceLocation: SourceLocation = #_sourceLocation) async throws {
        try await sql(statements, sourceLocation: sourceLocation)
    }

    func sql(_ statements: [String], sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let program = """
            import sqlite3, sys
            connection = sqlite3.connect('.reeve/reeve.db')
            for statement in sys.argv[1:]: connection.execute(statement)
            connection.commit()
            """
        let result = try await start([Self.interpreter, "-c", program] + statements).result()
        #expect(result.status == 0, "\(result.all)", sourceLocation: sourceLocation)
    }

    /// Every row of every table, as text: equal where the content is equal.
    func dump() async throws -> String {
        try await python(
            """
            import sqlite3
            connection = sqlite3.connect('file:.reeve/reeve.db?mode=ro', uri=True)
            tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
            for (name,) in tables:
                for row in sorted(map(repr, connection.execute(f'SELECT * FROM "{name}"'))): print(name, row)
            """)
    }
}
