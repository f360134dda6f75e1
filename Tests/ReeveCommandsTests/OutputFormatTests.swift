import Foundation
import TestSupport
import Testing

/// What machines read, read by other software.
@Suite struct OutputFormatTests {
    /// A Python that has jsonschema, if there is one.
    static let validator: String? = {
        let environment = ProcessInfo.processInfo.environment
        let candidates = [environment["REEVE_TEST_VENV"].map { $0 + "/checks/bin/python" }, TestProject.interpreter]
            .compactMap { $0 }
        return candidates.first { Program.run($0, ["-c", "import jsonschema"])?.status == 0 }
    }()

    @Test(.enabled(if: validator != nil, "Python's jsonschema is not installed"))
    func plansFollowTheirSchema() async throws {
        let project = try TestProject.sample()
        let schema = TestProject.package.appending(path: "docs/schemas/plan.schema.json").path
        func check(_ arguments: String...) async throws {
            let plan = try await project.start([TestProject.binary, "plan"] + arguments).result()
            #expect(plan.status == 0, "\(plan.all)")
            let isSaved = arguments.contains("--out")
            if !isSaved { try project.write("plan.json", plan.output) }
            let program = """
                import json, jsonschema, sys
                schema = json.load(open(sys.argv[1]))
                jsonschema.Draft202012Validator.check_schema(schema)
                jsonschema.Draft202012Validator(schema).validate(json.load(open('plan.json')))
                """
            let result = try await project.start([Self.validator ?? "", "-c", program, schema]).result()
            #expect(result.status == 0, "\(arguments): \(result.error.suffix(2_000))")
        }
        try await check("-o", "json")
        try await check("--out", "plan.json")
        try await project.expect(0, "apply", "--yes")
        try await check("-o", "json")
        try project.edit("manifests/dev/agents.yaml", "timeout: 30s", "timeout: 45s")
        try project.edit("manifests/dev/agents.yaml", "max: 50", "max: 500")
        try FileManager.default.removeItem(at: project.url("manifests/dev/limits.yaml"))
        try await project.sql(
            "UPDATE object SET spec = replace(spec, '\"anna@acme', '\"anne@acme'), digest = randomblob(32) WHERE kind = 'User'"
        )
        try await check("-o", "json", "--prune")
        try await check("--out", "plan.json", "--prune")
        try project.edit("manifests/org.yaml", "anna@acme", "annika@acme")
        try await check("-o", "json", "--prune")
    }

    @Test func listingsAgreeInEveryForm() async throws {
        let project = try TestProject.sample()
        try project.edit(
            "manifests/dev/agents.yaml", "name: git, labels", "name: git, description: 'a, \"b\"; =1+1', labels")
        try await project.expect(0, "apply", "--yes")
        let names = try await project.expect(0, "get", "all", "-o", "name").output.split(separator: "\n").map(
            String.init)
        #expect(names.count == 10)
        for form in ["table", "wide", "json", "yaml", "csv"] {
            let output = try await project.expect(0, "get", "all", "-o", form).output
            try project.write("out.\(form)", output)
            if form == "table" || form == "wide" {
                let rows = output.split(separator: "\n").dropFirst().map { String($0.prefix { $0 != " " }) }
                #expect(rows == names)
            }
        }
        let read = try await project.python(
            """
            import csv, json
            rows = list(csv.DictReader(open('out.csv', newline='')))
            assert list(rows[0]) == ['path', 'age', 'set', 'generation', 'digest', 'source'], rows[0]
            for row in rows: print(row['path'])
            print('-')
            for item in json.load(open('out.json')):
                meta = item['metadata']
                print('/'.join([*(meta[k] for k in ('organization', 'environment') if k in meta), item['kind'], meta['name']]))
            """)
        let parts = read.components(separatedBy: "-\n")
        #expect(parts[0].split(separator: "\n").map(String.init) == names)
        #expect(parts[1].split(separator: "\n").map(String.init) == names)
        // YAML is what reeve reads itself: without the status it is a manifest.
        #expect(try project.read("out.yaml").components(separatedBy: "\nkind: ").count == 11)
    }

    @Test func spreadsheetsRunNothing() async throws {
        let project = try TestProject.sample()
        try await project.expect(0, "apply", "--yes")
        try await project.sql("UPDATE object SET owning_set = '=cmd|x', source_file = '@a,b' WHERE kind = 'Limit'")
        try project.write("out.csv", try await project.expect(0, "get", "limits", "-o", "csv").output)
        let cells = try await project.python(
            "import csv; row = list(csv.DictReader(open('out.csv', newline='')))[0]; print(row['set'], row['source'])")
        #expect(cells == "'=cmd|x '@a,b:1\n")
    }

    /// A second apply writes nothing: no row in any table, and no byte in any file of the project.
    @Test func aSecondApplyWritesNothing() async throws {
        let project = try TestProject.sample()
        try await project.expect(0, "apply", "--yes")
        // The first reading after a write may tidy up SQLite's own files.
        try await project.expect(0, "apply", "--yes")
        let files = """
            import hashlib, os
            for folder, _, names in sorted(os.walk('.')):
                for name in sorted(names):
                    path = os.path.join(folder, name)
                    if not path.endswith('-shm'): print(path, hashlib.sha256(open(path, 'rb').read()).hexdigest())
            """
        let rows = try await project.dump()
        let before = try await project.python(files)
        #expect(rows.contains("object "))
        for arguments in [["apply", "--yes"], ["plan"], ["diff"], ["get", "all"], ["audit", "verify"], ["export"]] {
            let result = try await project.start([TestProject.binary] + arguments).result()
            #expect(result.status == 0)
        }
        #expect(try await project.python(files) == before)
        #expect(try await project.dump() == rows)
    }

    @Test func resultsGoToOutputAndTheRestToError() async throws {
        let project = try TestProject.sample()
        #expect(try await project.expect(0, "plan").error.isEmpty)
        let saved = try await project.expect(0, "plan", "--out", "plan.json")
        #expect(saved.error.hasPrefix("saved to"))
        #expect(try await project.expect(0, "plan", "--out", "plan.json", "--quiet").error.isEmpty)
        let missing = try await project.expect(3, "describe", "agent", "nobody")
        #expect(missing.output.isEmpty)
    }

    @Test func colourIsWrittenOnRequestOnly() async throws {
        let project = try TestProject.sample()
        #expect(!(try await project.expect(0, "plan").output.contains("\u{1B}")))
        #expect(try await project.expect(0, "plan", "--color", "always").output.contains("\u{1B}["))
    }
}
