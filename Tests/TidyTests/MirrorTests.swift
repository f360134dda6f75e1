import Foundation
import Testing

/// Where a stranger finds the tests of a type, and what the tests may use.
@Suite struct MirrorTests {
    /// Further suites of a type, by what follows the type's name: `PlannerLawTests`.
    private static let aspects = [
        "Comparison": "answers compared with those of a plain evaluation",
        "Corpus": "cases of a folder of files",
        "Hostile": "input that somebody made to do harm",
        "Law": "what holds for random input",
        "Oracle": "answers compared with those of another program",
        "Property": "what holds for random input",
        "Scale": "bounds on time for much input",
    ]

    /// Suites that are named for no type of their room.
    private static let subjects = [
        "ReeveAudit/Ed25519Vector": "vectors of the standard, for signer and verifier",
        "ReeveAudit/ReeveVerify": "the program 'reeve-verify'",
        "ReeveExecution/ApprovalGate": "the stage 'approval', from the first park to the use",
        "ReeveExecution/ApprovalMoves": "what makes an approval void, and what does not",
        "ReeveExecution/GateAgreement": "submission, preview and gate say the same",
        "ReeveExecution/Process": "the gate with a real server process",
        "ReeveExecution/Requester": "who asks, at every stage of the gate",
        "ReeveExecution/Rescue": "what a worker does about those that were killed",
        "ReeveExecution/WildDefinition": "tool definitions of servers that are in use",
        "ReeveExecution/TaskFault": "models, tools and people that do what they should not",
        "ReeveExecution/TaskApproval": "rules that ask for people before a call of a task",
        "ReeveExecution/TaskBeginApproval": "rules that ask for people before a task begins",
        "ReeveExecution/TaskCap": "every cap of a task, with its reason",
        "ReeveExecution/TaskProposal": "tasks that propose, from the proposal to the last call of it",
        "ReeveExecution/TaskProposalMoves": "what makes a proposal wait anew, and what does not",
        "ReeveLLM/FakeLLM": "the client against scripts of fakellm",
        "ReeveLLM/LLMock": "the client as llmock judges it",
        "ReeveLLM/OllamaFake": "our client and Ollama's own, on the same server",
        "ReeveHTTPClient/HTTPClientConnection": "connections of a client: kept, shared, lost, refused",
        "ReeveMCP/OfficialServer": "servers and a client that others wrote",
        "ReeveManifest/KindDescription": "decoder, defaults and specs agree on the description of a kind",
        "ReeveManifest/YAMLTestSuite": "the YAML project's suite",
        "ReeveOperations/Leftover": "what killed writers leave, for files and folders",
        "ReeveOperations/Operation": "what holds for all operations",
        "ReevePlanning/ConnectionRisks": "rules that a kind of ReeveModel holds, as a plan shows them",
        "ReevePlanning/LimitRisks": "rules that a kind of ReeveModel holds, as a plan shows them",
        "ReevePlanning/PermissionRisks": "rules that kinds of ReeveModel hold, as a plan shows them",
        "ReevePlanning/Stewards": "the guard of a kind of ReeveModel, in plan and apply",
        "ReeveReport/DocumentGolden": "all documents of one report",
        "ReeveReport/ReportOfTasks": "all forms of a report of tasks",
        "ReeveSchema/HostileSchema": "compiler and validator against schemas that do harm",
        "ReeveSchema/SchemaSuite": "the JSON Schema project's suite",
        "ReeveStore/ApprovalContract": "what every store keeps to",
        "ReeveStore/AuditContract": "what every store keeps to",
        "ReeveStore/ObjectContract": "what every store keeps to",
        "ReeveStore/QueueContract": "what every store keeps to",
        "ReeveStore/TaskJournalContract": "what every store keeps to",
        "ReeveStore/ReferenceContract": "what every store keeps to",
        "ReeveStore/RunDecision": "what every store keeps to",
        "ReeveStore/SharedStore": "two processes with one store",
        "ReeveStore/StoreModel": "every store compared with the one in memory",
    ]

    /// Rooms whose suites are named for what a user does or sees.
    private static let roomsOfUsers = ["ReeveCommands": "the tests run the built program"]

    @Test func aTestFileDeclaresTheSuiteOfItsName() throws {
        for file in try SourceTree.files(of: "Tests") where file.stem.hasSuffix("Tests") {
            let isDeclared = suites(in: file).contains { $0.name == file.stem }
            #expect(isDeclared, "\(file.path): declare 'struct \(file.stem)', or name the file for its suite")
        }
    }

    @Test func aSuiteLiesInTheFileOfItsName() throws {
        for file in try SourceTree.files(of: "Tests") {
            for (name, line) in suites(in: file) {
                #expect(name == file.stem, "\(line.place): move '\(name)' into \(name).swift")
            }
        }
    }

    @Test func aTestFileIsNamedForWhatItTests() throws {
        let names = try namesOfRooms()
        for file in try SourceTree.files(of: "Tests") where file.stem.hasSuffix("Tests") {
            let room = String(file.room.dropLast("Tests".count))
            guard let known = names[room], Self.roomsOfUsers[room] == nil else { continue }
            let name = String(file.stem.dropLast("Tests".count))
            #expect(
                known.contains(name) || Self.subjects["\(room)/\(name)"] != nil || isAspect(name, of: known)
                    || Self.subjects["\(room)/\(withoutAspect(name))"] != nil,
                "\(file.path): \(room) has no '\(name)'; name the suite for a type, or add the subject to MirrorTests with its reason"
            )
        }
    }

    @Test func aSubjectOfTheListIsTested() throws {
        let stems = Set(try SourceTree.files(of: "Tests").map { "\($0.room.dropLast("Tests".count))/\($0.stem)" })
        let tested = Set(
            stems.filter { $0.hasSuffix("Tests") }.map { withoutAspect(String($0.dropLast("Tests".count))) })
        for subject in Self.subjects.keys.sorted() {
            #expect(tested.contains(subject), "MirrorTests: no suite is named for \(subject); take it off the list")
        }
    }

    @Test func onlyTestSupportMakesFoldersAndStartsShells() throws {
        let words = ["mkd" + "temp(", "temporary" + "Directory", "NSTemporary" + "Directory", "pop" + "en("]
        for (room, line) in try SourceTree.lines(of: "Tests") where room != "TestSupport" && !line.isComment {
            for word in words where line.text.contains(word) {
                Issue.record("\(line.place): '\(word)': take a folder from TestFolder, start programs by Program")
            }
        }
    }

    @Test func casesHaveNames() throws {
        let word = ".indi" + "ces)"
        for file in try SourceTree.files(of: "Tests") {
            for (index, line) in file.lines.enumerated() where line.text.contains("@Test(") {
                let rest = file.lines[index...].prefix(8)
                let function = rest.firstIndex { $0.text.contains("func ") } ?? index
                #expect(
                    !rest[...function].contains { $0.text.contains(word) },
                    "\(line.place): a number tells nobody which case failed; use Named")
            }
        }
    }

    @Test func goldensAreRecordedInOnePlace() throws {
        let word = "\"REEVE" + "_RECORD"
        for (_, line) in try SourceTree.lines(of: "Tests") where line.file != "Tests/TestSupport/Golden.swift" {
            #expect(!line.text.contains(word), "\(line.place): record and compare by Golden.check")
        }
    }

    @Test func noTestFileIsLong() throws {
        let linesMax = 300
        for file in try SourceTree.files(of: "Tests") {
            let count = file.lines.count - 1
            #expect(count <= linesMax, "\(file.path): \(count) lines; split it by subject")
        }
    }

    /// The types at the top level of a file that are named as suites are.
    private func suites(in file: SourceTree.File) -> [(name: String, line: SourceTree.Line)] {
        file.lines.compactMap { line in
            guard line.text.first?.isWhitespace == false, !line.isComment else { return nil }
            let words = line.text.split(separator: " ")
            let kind = words.firstIndex { ["struct", "class", "actor", "enum"].contains($0) }
            guard let kind, kind + 1 < words.count else { return nil }
            let name = String(words[kind + 1].prefix { $0.isLetter || $0.isNumber })
            return name.hasSuffix("Tests") ? (name, line) : nil
        }
    }

    /// Types of every room, nested ones too, and the names of its files: `PlanJSON` for `Plan+JSON.swift`.
    private func namesOfRooms() throws -> [String: Set<String>] {
        let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "actor", "typealias"]
        var names: [String: Set<String>] = [:]
        for file in try SourceTree.files(of: "Sources") + SourceTree.files(of: "Tests").filter({ $0.isOfTestSupport }) {
            names[file.room, default: []].formUnion([file.stem.replacing("+", with: ""), file.subject])
            for line in file.lines where !line.isComment {
                let words = SourceTree.words(of: line.text)
                guard words.count > 1, kinds.contains(words[0]) else { continue }
                names[file.room]?.insert(String(words[1].prefix { $0.isLetter || $0.isNumber }))
            }
        }
        return names
    }

    private func isAspect(_ name: String, of types: Set<String>) -> Bool {
        let type = withoutAspect(name)
        return type != name && types.contains(type)
    }

    /// `Planner` of `PlannerLaw`.
    private func withoutAspect(_ name: String) -> String {
        Self.aspects.keys.first { name.hasSuffix($0) }.map { String(name.dropLast($0.count)) } ?? name
    }
}

extension SourceTree.File {
    /// The file's name without `.swift`.
    fileprivate var stem: String { String((path.split(separator: "/").last ?? "").dropLast(".swift".count)) }
    fileprivate var isOfTestSupport: Bool { path.hasPrefix("Tests/TestSupport/") }
}
