package import ReeveModel
package import ReeveStore

extension SQLRows {
    package func moveScope(_ scope: Scope, to target: Scope) throws(StoreError) {
        // Where the environment is absent, the statements match every environment of the organization.
        let statements: [SQLText] = [
            """
            UPDATE pin SET organization = $1, environment = COALESCE($2, environment),
                seal = CASE WHEN seal @same reeve_seal('pin', organization, environment, address, digest) THEN @reseal
                    ELSE seal END
            WHERE organization = $3 AND environment = COALESCE($4, environment)
            """,
            """
            UPDATE tool_definition SET organization = $1, environment = COALESCE($2, environment)
            WHERE organization = $3 AND environment = COALESCE($4, environment)
            """,
            """
            UPDATE connection_status SET organization = $1, environment = COALESCE($2, environment)
            WHERE organization = $3 AND environment = COALESCE($4, environment)
            """,
            """
            UPDATE batch SET organization = $1, environment = COALESCE($2, environment)
            WHERE organization = $3 AND environment = COALESCE($4, environment)
            """,
            """
            UPDATE run SET organization = $1, environment = COALESCE($2, environment)
            WHERE organization = $3 AND environment = COALESCE($4, environment)
            """,
        ]
        for statement in statements {
            try connection.run(
                statement,
                [
                    SQLValue(target.organization), SQLValue(scope.environment == nil ? nil : target.environment),
                    SQLValue(scope.organization), SQLValue(scope.environment),
                ])
        }
        running?.removeAll()
        for pause in try pauses() {
            guard let moved = pause.target.moved(scope, to: target) else { continue }
            _ = try deletePause(pause.target)
            try upsert(Pause(target: moved, actor: pause.actor, reason: pause.reason, since: pause.since))
        }
        for name in try limiterNames(in: scope) {
            guard let moved = LimiterScope(scope).renamed(name, to: target) else { continue }
            try connection.run("UPDATE limiter_bucket SET name = $1 WHERE name = $2", [.text(moved), .text(name)])
        }
    }

    package func clearScope(_ scope: Scope) throws(StoreError) {
        let statements: [SQLText] = [
            "UPDATE pin SET seal = @leaving WHERE organization = $1 AND environment = COALESCE($2, environment)",
            "DELETE FROM pin WHERE organization = $1 AND environment = COALESCE($2, environment)",
            "DELETE FROM tool_definition WHERE organization = $1 AND environment = COALESCE($2, environment)",
            "DELETE FROM connection_status WHERE organization = $1 AND environment = COALESCE($2, environment)",
            """
            UPDATE batch SET idempotency_key = NULL
            WHERE organization = $1 AND environment = COALESCE($2, environment) AND idempotency_key IS NOT NULL
            """,
        ]
        for statement in statements {
            try connection.run(statement, [SQLValue(scope.organization), SQLValue(scope.environment)])
        }
        running?.removeAll()
        for pause in try pauses() where pause.target.moved(scope, to: scope) != nil {
            _ = try deletePause(pause.target)
        }
        for name in try limiterNames(in: scope) {
            try connection.run("DELETE FROM limiter_bucket WHERE name = $1", [.text(name)])
        }
    }

    private func limiterNames(in scope: Scope) throws(StoreError) -> [String] {
        var names: [String] = []
        for prefix in LimiterScope(scope).prefixes {
            names += try connection.all(
                "SELECT name FROM limiter_bucket WHERE substr(name, 1, $1) = $2",
                [SQLValue(prefix.unicodeScalars.count), .text(prefix)]
            ) { row in row.text(0) }
        }
        return names
    }
}
