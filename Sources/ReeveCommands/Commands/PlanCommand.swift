import ArgumentParser
import ReeveAudit
import ReeveDiagnostics
import ReeveJSON
import ReevePlanning
import ReeveStore

enum PlanFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
    case markdown
    case diff
}

struct PlanCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Show what apply would change, and who gains access.",
        discussion: "Reads manifests and the store; writes nothing but the file of --out.")

    static let scopeUse = ScopeUse.narrowsManifests

    @OptionGroup var global: GlobalOptions
    @OptionGroup var planning: PlanningOptions
    @Argument(help: "Files, folders or '-'; what reeve.yaml names where absent.", completion: .file()) var paths:
        [String] = []
    @Option(name: .shortAndLong, help: "text, json, markdown or diff.") var output: PlanFormat = .text
    @Flag(help: "List every change with its fields.") var details = false
    @Option(
        name: .customLong("out"), help: ArgumentHelp("Save the plan for 'reeve apply FILE'.", valueName: "file"),
        completion: .file())
    var out: String?
    @Flag(name: .customLong("detailed-exitcode"), help: "End with 2 where there are changes.") var detailedExitCode =
        false

    func run() async throws {
        let context = try CommandContext(self)
        let plan = try await context.withStore(.plan) { store in
            try await context.makePlan(paths, planning: planning, store: store)
        }
        let sealed = out != nil || output == .json || output == .markdown ? plan.sealed : nil
        if let sealed {
            PlanOutput.write(sealed, as: output, details: details, to: context.terminal)
        } else {
            PlanOutput.write(plan, as: output, details: details, to: context.terminal)
        }
        if let out, let sealed {
            do {
                try BoundedFile.create(out, mode: 0o600, replaces: true) { write in
                    try sealed.write(.saved, to: write)
                    try write([UInt8(ascii: "\n")])
                }
            } catch {
                context.fail("\(error)", code: "plan.not-saved")
                throw ExitStatus.failure.exit
            }
            context.terminal.note("saved to \(out); 'reeve apply \(out)' carries it out")
        }
        if detailedExitCode, !plan.isEmpty { throw ExitStatus.changes.exit }
    }
}

struct DiffCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Show the plan's comparison as a unified text diff.")

    static let scopeUse = ScopeUse.narrowsManifests

    @OptionGroup var global: GlobalOptions
    @OptionGroup var planning: PlanningOptions
    @Argument(help: "Files, folders or '-'; what reeve.yaml names where absent.", completion: .file()) var paths:
        [String] = []
    @OptionGroup var form: ResultOptions
    @Flag(name: .customLong("detailed-exitcode"), help: "End with 2 where there are differences.")
    var detailedExitCode = false

    func run() async throws {
        let context = try CommandContext(self)
        let plan = try await context.withStore(.plan) { store in
            try await context.makePlan(paths, planning: planning, store: store)
        }
        PlanOutput.write(plan, as: form.isJSON ? .json : .diff, details: true, to: context.terminal)
        if detailedExitCode, !plan.isEmpty { throw ExitStatus.changes.exit }
    }
}

enum PlanOutput {
    static func write(_ sealed: SealedPlan, as format: PlanFormat, details: Bool, to terminal: Terminal) {
        switch format {
        case .json:
            var printer = JSONPrettyPrinter()
            sealed.write { terminal.json(text: String(decoding: printer.format($0), as: UTF8.self)) }
            terminal.line()
        case .markdown: terminal.write(PlanMarkdownRenderer().render(sealed))
        case .text, .diff: write(sealed.plan, as: format, details: details, to: terminal)
        }
    }

    /// Writes a plan whose digest nobody asks for.
    static func write(_ plan: Plan, as format: PlanFormat, details: Bool, to terminal: Terminal) {
        let style: PlanStyle = terminal.outputHasColor ? .ansi : .plain
        switch format {
        case .text:
            terminal.write(
                PlanTextRenderer(style: style, showsDetails: details, width: max(terminal.width, 100)).render(plan))
        case .json, .markdown: write(plan.sealed, as: format, details: details, to: terminal)
        case .diff: terminal.write(PlanDiffRenderer(style: style).render(plan))
        }
    }
}
