import ArgumentParser
import ReeveJSON
import ReeveModel
import ReeveOperations
import ReeveStore

/// Writes the store in one transaction and signs the log. Safe to repeat: without flaws nothing is written.
struct StoreRepairCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "repair",
        abstract: "Make objects and pins that another program changed such that an apply can write them anew.",
        discussion: """
            'reeve plan' sees by itself what another program changed. This is for the rest: rows that a failing disk \
            changed, rows that no apply wrote, objects that are gone and that no manifest declares. Nothing comes back by \
            it: plan and apply afterwards. Runs and results stay as they are found. The audit log says who did it, and \
            what was done.
            """)

    static let scopeUse = ScopeUse.refused("the store is one for every scope")
    @OptionGroup var global: GlobalOptions
    @OptionGroup var form: ResultOptions

    func run() async throws {
        let context = try CommandContext(self)
        try await context.performSigned { context throws(OperationError) in
            try await RepairOperation().run(in: context)
        } show: { repair in
            if form.isJSON {
                context.terminal.json(Self.json(repair))
            } else {
                Self.write(repair, to: context.terminal)
            }
        }
    }

    private static func json(_ repair: StoreRepair) -> JSONValue {
        [
            "gone": JSONValue(repair.gone), "marked": JSONValue(repair.marked.map(\.description)),
            "pins": JSONValue(repair.pins.map(\.path)), "removed": JSONValue(repair.removed.map(\.description)),
        ]
    }

    private static func write(_ repair: StoreRepair, to terminal: Terminal) {
        guard !repair.isEmpty else { return terminal.line("All objects and pins are as reeve wrote them.") }
        let lists: [(String, [String])] = [
            ("for the next apply to write anew", repair.marked.map(\.description)),
            ("removed, for no apply wrote it", repair.removed.map(\.description)),
            ("gone, and logged as that", repair.gone), ("pin removed", repair.pins.map(\.path)),
        ]
        for (what, names) in lists {
            for name in names { terminal.line("\(TerminalText.escaped(name)): \(what)") }
        }
        terminal.line("'reeve plan' shows what is to be applied now.")
    }
}
