import ReeveJSON
import Testing

@testable import ReeveSchema

/// Every case of the official suite that we claim.
@Suite struct SuiteTests {
    struct Tally {
        var cases = 0
        var groups = 0
        var refused: [String] = []
        var wrong: [String] = []
    }

    /// Groups whose schema is refused, `file: description`, and why.
    static let refusals: [String: String] = [:]

    private func run(
        _ folder: String, _ dialect: SchemaDialect, assertsFormats: Bool, recursive: Bool = false,
        only isClaimed: (String) -> Bool = { _ in true }
    ) throws -> Tally {
        var tally = Tally()
        let options = SchemaOptions(
            defaultDialect: dialect, assertsFormats: assertsFormats, documents: try SuiteFiles.remotes(for: dialect))
        for file in SuiteFiles.files(below: folder, recursive: recursive) where isClaimed(file) {
            for group in try SuiteFiles.read(folder + "/" + file).array ?? [] {
                let name = file + ": " + (group["description"]?.string ?? "")
                tally.groups += 1
                let schema: CompiledSchema
                do {
                    schema = try CompiledSchema(compiling: group["schema"] ?? .null, options: options)
                } catch {
                    tally.refused.append("\(name): \(error)")
                    continue
                }
                for test in group["tests"]?.array ?? [] {
                    tally.cases += 1
                    let data = test["data"] ?? .null
                    let expected = test["valid"]?.bool
                    let violations = schema.validate(data)
                    if violations.isEmpty != expected || schema.isValid(data) != expected {
                        tally.wrong.append("\(name): \(test["description"]?.string ?? "") \(violations)")
                    }
                }
            }
        }
        return tally
    }

    private func check(_ tally: Tally, _ title: String) {
        print("suite \(title): \(tally.cases) cases of \(tally.groups) groups, \(tally.refused.count) groups refused")
        #expect(tally.cases > 0)
        for line in tally.wrong { Issue.record("wrong: \(title) \(line)") }
        for line in tally.refused where !Self.refusals.keys.contains(where: { line.hasPrefix($0) }) {
            Issue.record("refused: \(title) \(line)")
        }
    }

    @Test(arguments: SchemaDialect.allCases) func requiredCasesHold(dialect: SchemaDialect) throws {
        let name = SuiteFiles.folderName(of: dialect)
        check(try run(SuiteFiles.folder + "/tests/" + name, dialect, assertsFormats: false), name)
    }

    @Test(arguments: SchemaDialect.allCases) func optionalCasesHold(dialect: SchemaDialect) throws {
        let name = SuiteFiles.folderName(of: dialect) + "/optional"
        check(try run(SuiteFiles.folder + "/tests/" + name, dialect, assertsFormats: false), name)
    }

    @Test(arguments: SchemaDialect.allCases) func formatsHold(dialect: SchemaDialect) throws {
        let name = SuiteFiles.folderName(of: dialect) + "/optional/format"
        check(try run(SuiteFiles.folder + "/tests/" + name, dialect, assertsFormats: true), name)
    }
}
