/// Commands of the design that this version does not have. Naming one is no typo, and the message says so.
package enum PlannedCommands {
    /// The names of the commands, by the words before them.
    package static let all: [String: Set<String>] = [
        "": [
            "delete", "rollback", "import", "fmt", "schema", "agent", "mcp", "serve", "schedule",
            "workers", "limits", "secret", "token", "user", "login", "logout", "whoami", "top",
            "doctor",
        ],
        "tools": ["diff", "approve", "reject"],
        "runs": ["suspend", "resume", "assign", "archive", "restore", "prune"],
        "policy": ["test", "lint", "who-can", "access-diff"],
        "audit": ["export", "checkpoint"],
        "report": ["access-review", "tools", "policy", "cost", "changes", "integrity", "oversight"],
        "store": ["migrate", "restore", "copy"],
    ]

    static func contains(_ word: String, after path: [String]) -> Bool {
        all[path.joined(separator: " ")]?.contains(word) ?? false
    }
}
