import Glibc

/// How a stdio server is started. Nothing is added by the room: the environment is the child's whole environment.
package struct StdioLaunch: Sendable, Hashable {
    /// The command and its arguments, with the words of a sandbox wrapper in front where one is used.
    package var command: [String]
    /// Nil keeps the directory of this process.
    package var workingDirectory: String?
    package var environment: [String: String]
    package var limits: ProcessLimits
    /// The path of reeve's own binary, whose launcher mode applies limits and binds the child's life to this process;
    /// usually ``Launcher/ownPath``. Nil starts the command directly, without limits and without that bond.
    package var launcherPath: String?

    package init(
        command: [String], workingDirectory: String? = nil, environment: [String: String] = [:],
        limits: ProcessLimits = ProcessLimits(), launcherPath: String? = Launcher.ownPath
    ) {
        self.command = command
        self.workingDirectory = workingDirectory
        self.environment = environment
        self.limits = limits
        self.launcherPath = launcherPath
    }
}

extension StdioLaunch {
    /// Finds the executable and checks what can be checked before a process is made.
    ///
    /// A name without a slash is looked up in the PATH that the child gets; entries that are not
    /// absolute are passed over, so that the working directory is never searched.
    ///
    /// - Throws: ``MCPError`` with `.commandNotFound` or `.launchInvalid`.
    package func executablePath() throws(MCPError) -> String {
        guard let name = command.first, !name.isEmpty else {
            throw MCPError(.launchInvalid, "the command is empty")
        }
        let texts = command + environment.flatMap { [$0.key, $0.value] } + [workingDirectory ?? ""]
        guard !texts.contains(where: { $0.utf8.contains(0) }) else {
            throw MCPError(.launchInvalid, "a zero byte in the command, the environment or the working directory")
        }
        guard !environment.keys.contains(where: { $0.isEmpty || $0.utf8.contains(UInt8(ascii: "=")) }) else {
            throw MCPError(.launchInvalid, "a name in the environment is empty or has '=' in it")
        }
        guard limits.isEmpty || launcherPath != nil else {
            throw MCPError(.launchInvalid, "limits need the launcher")
        }
        if let workingDirectory, FileKind(workingDirectory) != .directory {
            throw MCPError(.launchInvalid, "there is no directory '\(workingDirectory)'")
        }
        if name.utf8.contains(UInt8(ascii: "/")) {
            let path =
                name.hasPrefix("/") || workingDirectory == nil ? name : (workingDirectory ?? "") + "/" + name
            guard FileKind(path) == .executable else {
                throw MCPError(
                    .commandNotFound,
                    FileKind(path) == .missing ? "there is no executable '\(path)'" : "'\(path)' is not executable")
            }
            // Relative to our directory at this moment; the child may start in another one.
            return path.hasPrefix("/") ? path : FileKind.currentDirectory + "/" + path
        }
        for folder in environment["PATH", default: ""].split(separator: ":") where folder.hasPrefix("/") {
            let path = folder + "/" + name
            if FileKind(path) == .executable { return path }
        }
        let path = environment["PATH"]
        throw MCPError(
            .commandNotFound,
            "there is no command '\(name)' in the PATH of the connection, "
                + (path.map { "'\($0)'" } ?? "which has none; inheritEnv: [PATH] passes on that of this process"))
    }
}

private enum FileKind {
    case missing
    case directory
    case executable
    case other

    init(_ path: String) {
        var status = stat()
        if stat(path, &status) != 0 {
            self = .missing
        } else if status.st_mode & S_IFMT == S_IFDIR {
            self = .directory
        } else {
            self = access(path, X_OK) == 0 ? .executable : .other
        }
    }

    static var currentDirectory: String {
        guard let path = getcwd(nil, 0) else { return "." }
        defer { free(path) }
        return String(cString: path)
    }
}
