import ReeveJSON
import Testing

@testable import ReeveSchema

/// Every case of the official suite that we claim.
@Suite struct SchemaSuiteTests {
    struct Tally {
        var cases = 0
        var groups = 0
        var unclaimed = 0
        var refused: [String] = []
        var wrong: [String] = []
    }

    /// Files or groups that are not claimed, and why. Everything else must be right.
    static let unclaimed: [(prefix: String, reason: String)] = [
        ("optional/zeroTerminatedFloats.json", "1.0 and 1 are one number to us, as to every later draft"),
        ("optional/content.json: validation of", "contentEncoding and contentMediaType are annotations"),
        ("optional/format/idn-hostname.json", "needs the tables of IDNA 2008; the format is an annotation"),
        ("optional/format/idn-email.json", "needs the tables of IDNA 2008; the format is an annotation"),
        ("optional/format/hostname.json: validation of A-label", "encoded labels are not decoded"),
    ]

    private func run(
        _ folder: String, _ dialect: SchemaDialect, assertsFormats: Bool
    ) throws -> Tally {
        var tally = Tally()
        let options = SchemaOptions(
            defaultDialect: dialect, assertsFormats: assertsFormats, documents: try SuiteFiles.remotes())
        for file in SuiteFiles.files(below: folder, recursive: false) {
            for group in try SuiteFiles.read(folder + "/" + file).array ?? [] {
                let name = file + ": " + (group["description"]?.string ?? "")
                if Self.unclaimed.contains(where: { (folder + "/" + name).contains("/" + $0.prefix) }) {
                    tally.unclaimed += group["tests"]?.array?.count ?? 0
                    continue
                }
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
        print("suite \(title): \(tally.cases) cases of \(tally.groups) groups; \(tally.unclaimed) cases not claimed")
        #expect(tally.cases > 0)
        for line in tally.wrong { Issue.record("wrong: \(title) \(line)") }
        for line in tally.refused { Issue.record("refused: \(title) \(line)") }
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
