import Foundation
import ReeveCommands
import Testing

/// Words that name no command: those of the design that are not there yet, and typos.
@Suite struct CommandWordsTests {
    /// The commands of the design, as its page lists them.
    private static let design = """
        init | validate | plan | diff | apply | delete | history | rollback | export | import | render | fmt | get | describe | explain | schema
        connection test|sync     tools list|show|sync|diff|lock|approve|reject|call     agent ping     mcp resources|prompts list|read | serve
        enqueue | run | batches list|show|cancel | runs list|show|steps|logs|cancel|retry|suspend|resume|assign|archive|restore|prune
        approvals list|show|approve|reject | schedule list|next|trigger|pause|resume | pause|resume queue|organization|agent|provider | workers list|drain
        policy evaluate|test|lint|who-can|access-diff     limits show|explain
        secret set|list|rotate|remove   token issue|list|revoke|delete   user add|passwd|mfa|unlock|disable   login|logout|whoami
        audit list|show|verify|export|checkpoint     report run|access-review|tools|policy|cost|changes|integrity|oversight
        store init|migrate|check|backup|restore|copy|info     top     doctor     completion
        """

    /// `pause|resume queue|agent` stands for four commands.
    private static var commands: [[String]] {
        design.split(separator: "\n").flatMap { line in
            line.replacingOccurrences(of: " | ", with: "   ").components(separatedBy: "   ")
        }.flatMap { entry -> [[String]] in
            let words = entry.split(separator: " ").map { $0.split(separator: "|").map(String.init) }
            return words.isEmpty
                ? [] : words.reduce([[]]) { paths, choices in paths.flatMap { path in choices.map { path + [$0] } } }
        }
    }

    @Test func everyCommandOfTheDesignIsThereOrSaysThatItIsNotYet() async throws {
        let commands = Self.commands
        #expect(commands.count > 100 && commands.contains(["pause", "provider"]) && commands.contains(["top"]))
        let project = try TestProject()
        var asked = 0
        for command in commands {
            guard let finding = CommandWords.firstUnknown(in: command) else { continue }
            #expect(finding.isPlanned, "\(command): \(finding.message)")
            guard command.count == 1 || command.last == "read" else { continue }
            asked += 1
            let result = try await project.start([TestProject.binary] + command + ["--some", "x"]).result()
            #expect(result.status == 64, "\(result.all)")
            #expect(result.error.contains("is not available in this version"), "\(result.all)")
        }
        #expect(asked > 5)
    }

    @Test func whatIsThereIsNotCalledPlanned() {
        for (group, words) in PlannedCommands.all {
            for word in words {
                let path = group.split(separator: " ").map(String.init) + [word]
                #expect(CommandWords.firstUnknown(in: path)?.isPlanned == true, "\(path)")
            }
        }
    }

    @Test(arguments: [
        (["plam"], "there is no command 'reeve plam'; did you mean 'plan'?", "Usage: reeve <subcommand>"),
        (
            ["runs", "lits"], "there is no command 'reeve runs lits'; did you mean 'list'?",
            "Usage: reeve runs <subcommand>"
        ),
        (["plan", "--only", "agnet"], "there is no kind 'agnet'; did you mean 'Agent'?", "Usage: reeve plan "),
        (["runs", "list", "--status", "x"], "there is no status 'x'", "Usage: reeve runs list "),
        (["help", "plam"], "did you mean 'plan'?", "Usage: reeve"),
    ])
    func aTypoGetsASuggestionAndTheUsageOfItsCommand(words: [String], says: String, usage: String) async throws {
        let project = try TestProject.sample()
        let result = try await project.start([TestProject.binary] + words).result()
        #expect(result.status == 64 && result.output.isEmpty, "\(result.all)")
        #expect(result.error.contains(says) && result.error.contains(usage), "\(result.all)")
    }

    @Test(arguments: [["--help"], ["help", "runs", "list"], ["runs", "--help"], ["--version"], ["help"]])
    func whatIsRightIsLeftToTheParser(words: [String]) async throws {
        let project = try TestProject()
        let result = try await project.start([TestProject.binary] + words).result()
        #expect(result.status == 0 && result.error.isEmpty && !result.output.isEmpty, "\(result.all)")
    }
}
