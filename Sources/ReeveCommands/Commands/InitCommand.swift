import ArgumentParser
import Glibc
import ReeveAudit
import ReeveDiagnostics
import ReeveJSON
import ReeveManifest
import ReeveModel
import ReeveOperations

/// Writes files and makes no store. Safe to repeat: existing files stay as they are.
struct InitCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make a project here: reeve.yaml, manifests/ and jobs/ with something to begin with.",
        discussion: "Writes no file that is there already.")

    static let scopeUse = ScopeUse.refused("init makes files, which name their own scope")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var form: ResultOptions
    @Option(help: StarterSet.help)
    var with: StarterSet = .example

    @Argument(help: "The project's name, which is the set that owns its objects; the folder's name where absent.")
    var name: String?

    func run() async throws {
        let terminal = Terminal(color: global.color, isQuiet: global.quiet)
        if let directory = global.directory, chdir(directory) != 0 {
            terminal.errorLine("error: cannot use the folder '\(directory)': \(String(cString: strerror(errno)))")
            throw ExitStatus.usage.exit
        }
        let project = name ?? Self.folderName()
        guard ObjectName.isValid(project) else {
            throw ValidationError(
                "'\(project)' is no name: use lower-case letters, digits, '-' and '.'; reeve init NAME gives another one"
            )
        }
        try refuseOtherName(terminal)
        var made = 0
        var files: [JSONValue] = []
        for (path, text) in with.files(project) {
            if access(path, F_OK) == 0 {
                files.append(["path": .string(path), "written": false])
                if !form.isJSON { terminal.line("kept   \(path)") }
                continue
            }
            do {
                if let slash = path.lastIndex(of: "/") { try BoundedFile.makeFolders(String(path[..<slash])) }
                try BoundedFile.create(path, text: text, mode: 0o644, replaces: false)
            } catch {
                terminal.errorLine("error: \(error)")
                throw ExitStatus.failure.exit
            }
            made += 1
            files.append(["path": .string(path), "written": true])
            if !form.isJSON { terminal.line("wrote  \(path)") }
        }
        if form.isJSON { terminal.json(["files": .array(files), "project": .string(project)]) }
        if made > 0 {
            terminal.note("next: reeve validate, reeve apply; " + with.nextSteps)
        }
    }

    /// Refuses a name that differs from the one in an existing project file.
    private func refuseOtherName(_ terminal: Terminal) throws {
        guard let name, access("reeve.yaml", F_OK) == 0 else { return }
        let (project, diagnostics, _) = ProjectFile.load(root: ".")
        guard project.spec.set != name, !diagnostics.contains(where: { $0.severity == .error }) else { return }
        terminal.errorLine(
            "error: this folder is the project '\(project.spec.set)' already, so it does not become '\(name)'")
        terminal.errorLine("help: leave out the name, or change it in reeve.yaml")
        throw ExitStatus.invalidInput.exit
    }

    private static func folderName() -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        guard let path = getcwd(&buffer, buffer.count).map({ String(cString: $0) }) else { return "project" }
        return String(path.split(separator: "/").last ?? "project").lowercased()
    }
}
