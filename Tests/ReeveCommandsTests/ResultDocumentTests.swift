import Foundation
import ReeveJSON
import ReeveSchema
import TestSupport
import Testing

/// Every command that prints a result has a JSON form, and every document is as its schema in docs/schemas says.
@Suite struct ResultDocumentTests {
    /// What they print is no result: a script, pages, and manifests, which `get -o json` gives as JSON.
    private static let textOnly: Set<String> = ["completion", "docs", "explain", "export"]
    /// Commands that print the document of another one.
    private static let aliases = [
        "diff": "plan", "connection sync": "tools sync", "report run": "report", "pause queue": "pause",
        "pause organization": "pause", "pause agent": "pause", "pause provider": "pause", "resume queue": "resume",
        "resume organization": "resume", "resume agent": "resume", "resume provider": "resume",
    ]

    private struct Command {
        let path: String
        let hasOutput: Bool
    }

    private static func commands() async throws -> [Command] {
        let project = try TestProject()
        let help = try JSONParser.parse(try await project.expect(0, "--experimental-dump-help").output)
        var found: [Command] = []
        func walk(_ command: JSONValue, _ path: [String]) {
            let children = (command["subcommands"]?.array ?? []).filter { $0["commandName"]?.string != "help" }
            for child in children { walk(child, path + [child["commandName"]?.string ?? ""]) }
            guard children.isEmpty else { return }
            let names = (command["arguments"]?.array ?? []).flatMap { $0["names"]?.array ?? [] }
            found.append(
                Command(
                    path: path.joined(separator: " "), hasOutput: names.contains { $0["name"]?.string == "output" }))
        }
        walk(help["command"] ?? .null, [])
        return found
    }

    private static func schemaFile(_ path: String) -> String {
        let name = (aliases[path] ?? path).replacing(" ", with: "-")
        return TestProject.package.appending(path: "docs/schemas/\(name).schema.json").path
    }

    @Test func everyCommandThatPrintsAResultHasAJSONFormAndASchema() async throws {
        let commands = try await Self.commands()
        #expect(commands.count > 30)
        for command in commands where !Self.textOnly.contains(command.path) {
            #expect(command.hasOutput, "'reeve \(command.path)' has no -o json")
            let file = Self.schemaFile(command.path)
            #expect(FileManager.default.fileExists(atPath: file), "no schema: \(file)")
        }
        // A schema that no command prints is old.
        let wanted = Set(commands.map { Self.schemaFile($0.path) })
        let folder = TestProject.package.appending(path: "docs/schemas").path
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) where name.hasSuffix(".json") {
            #expect(wanted.contains(folder + "/" + name), "\(name) belongs to no command")
        }
    }

    /// Strict: an object says which members it has; documented: every member has words.
    @Test func schemasAreStrictAndDocumented() throws {
        let folder = TestProject.package.appending(path: "docs/schemas")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".json") }
        #expect(names.count > 30)
        for name in names where name != "plan.schema.json" && name != "report.schema.json" {
            let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
            func check(_ schema: JSONValue, _ place: String) {
                if let members = schema["properties"]?.object {
                    #expect(schema["additionalProperties"] == false, "\(name)\(place) takes any member")
                    for member in members {
                        let isFixed = member.value["const"] != nil
                        #expect(
                            isFixed || member.value["description"] != nil, "\(name)\(place)/\(member.key) has no words")
                        check(member.value, place + "/" + member.key)
                    }
                }
                if let items = schema["items"] { check(items, place + "/items") }
                for choice in schema["oneOf"]?.array ?? [] { check(choice, place + "/oneOf") }
            }
            check(try JSONParser.parse(text), "")
        }
    }

    private static let commands: [(status: Int32, arguments: [String])] = [
        (0, ["validate"]), (0, ["plan"]), (0, ["diff"]), (0, ["apply", "--yes"]), (0, ["get", "all"]),
        (0, ["describe", "agent", "bot"]), (0, ["history", "list"]), (0, ["history", "show", "2"]),
        (0, ["connection", "test"]), (0, ["connection", "sync"]), (0, ["tools", "sync"]), (0, ["tools", "list"]),
        (0, ["tools", "show", "aid/say"]), (0, ["tools", "lock"]), (0, ["tools", "lock"]),
        (0, ["tools", "call", "aid/say", "--agent", "bot", "--input", "{\"text\": \"\\u001b[2J\\u202e\"}"]),
        (4, ["tools", "call", "aid/shred", "--agent", "bot"]),
        (7, ["run", "-f", "jobs/mixed.yaml", "--dry-run"]), (7, ["run", "-f", "jobs/mixed.yaml"]),
        (0, ["enqueue", "-f", "jobs/mixed.yaml", "--key", "again"]), (0, ["batches", "list"]), (0, ["runs", "list"]),
        (0, ["report", "run"]), (0, ["audit", "list"]), (0, ["audit", "show", "0"]), (0, ["audit", "verify"]),
        (0, ["policy", "evaluate", "--agent", "bot", "--target", "tool:aid/say"]), (0, ["store", "info"]),
        (0, ["store", "init"]), (0, ["store", "check"]), (0, ["store", "backup", "copy.db"]), (0, ["init"]),
    ]

    @Test func everyDocumentFitsItsSchema() async throws {
        let project = try await TestProject.working()
        // The second revision has a commit.
        try project.write(".git/HEAD", String(repeating: "a1", count: 20) + "\n")
        try project.edit("manifests/all.yaml", "EUR", "USD")
        try await project.expect(0, "store", "backup", "old.db")
        var documents: [(name: String, path: String, text: String)] = []
        var taken = 0
        func take(_ status: Int32, _ arguments: [String]) async throws {
            taken += 1
            let result = try await project.start([TestProject.binary] + arguments + ["-o", "json"]).result()
            #expect(result.status == status, "\(arguments): \(result.all)")
            let words = arguments.prefix { !$0.hasPrefix("-") }
            let known = (1...words.count).reversed().lazy.map { words.prefix($0).joined(separator: " ") }
                .first { FileManager.default.fileExists(atPath: Self.schemaFile($0)) }
            let path = try #require(known, "\(arguments)")
            // A log has a document each line.
            let texts = path == "runs logs" ? result.output.split(separator: "\n").map(String.init) : [result.output]
            #expect(!texts.isEmpty)
            for text in texts { documents.append((arguments.joined(separator: " "), path, text)) }
        }
        for command in Self.commands { try await take(command.status, command.arguments) }
        let batch = try await project.expect(0, "batches", "list", "-o", "name").output.split(separator: "\n")
        let runs = try await project.expect(0, "runs", "list", "--item", "wrong", "-o", "name").output
            .split(separator: "\n")
        let newest = String(try #require(batch.first))
        let (queued, failed) = (String(try #require(runs.first)), String(try #require(runs.last)))
        for arguments in [
            ["runs", "show", failed], ["runs", "steps", failed], ["runs", "logs", failed], ["runs", "retry", failed],
            ["runs", "cancel", queued], ["batches", "show", newest], ["batches", "cancel", newest],
        ] { try await take(0, arguments) }
        // The store is put back to what it was, accepted as that, and then its key is lost.
        try await take(0, ["store", "accept-restore"])
        try await project.python(
            """
            import os, shutil
            for end in ['-wal', '-shm']:
                if os.path.exists('.reeve/reeve.db' + end): os.remove('.reeve/reeve.db' + end)
            shutil.copy('old.db', '.reeve/reeve.db')
            """)
        try await take(0, ["store", "accept-restore"])
        try FileManager.default.removeItem(at: project.url(".reeve/reeve.db.key"))
        try await take(0, ["store", "new-key"])
        let recovered = try documents.suffix(3).map { try JSONParser.parse($0.text) }
        #expect(recovered[0] == ["accepted": false])
        #expect(recovered[1]["accepted"] == true && recovered[1]["kind"] == "truncated")
        #expect(recovered[2]["key"]?.string?.hasSuffix("reeve.db.key.pub") == true)
        try project.write("manifests/wrong.yaml", "{kind: Agent}\n")
        try await take(3, ["validate"])
        #expect(taken == Self.commands.count + 11)
        var lines = ""
        for (index, document) in documents.enumerated() {
            let value = try JSONParser.parse(document.text)
            let file = Self.schemaFile(document.path)
            let schema = try CompiledSchema(
                compiling: JSONParser.parse(try String(contentsOfFile: file, encoding: .utf8)))
            let violations = schema.validate(value).map { "\($0.instance): \($0.message)" }
            #expect(violations.isEmpty, "\(document.name): \(violations.prefix(3))")
            try project.write("documents/\(index).json", document.text)
            lines += "\(file)\tdocuments/\(index).json\n"
        }
        guard Python.has("jsonschema") else { return }
        // The same by an implementation of somebody else.
        try project.write("documents/list", lines)
        let program = """
            import json, jsonschema
            for line in open('documents/list'):
                schema, document = line.rstrip('\\n').split('\\t')
                schema = json.load(open(schema))
                jsonschema.Draft202012Validator.check_schema(schema)
                for error in jsonschema.Draft202012Validator(schema).iter_errors(json.load(open(document))):
                    print(schema['title'], error.json_path, error.message[:200])
            """
        let found = try await project.start(["/usr/bin/env", "python3", "-c", program]).result()
        #expect(found.status == 0 && found.output.isEmpty, "\(found.all)")
    }
}
