import ArgumentParser

/// A command that can be run. A group of commands is none.
package protocol ScopedCommand: AsyncParsableCommand {
    static var scopeUse: ScopeUse { get }
    /// The options of every command.
    var global: GlobalOptions { get }
}

extension ScopedCommand {
    /// Refuses `--organization` and `-e` where the command would not respect them.
    func refuseUnusedScope() throws {
        guard case .refused(let reason) = Self.scopeUse else { return }
        for (flag, value) in [("--organization", global.organization), ("-e", global.environment)] where value != nil {
            throw ValidationError("\(reason); leave out \(flag)")
        }
    }
}
