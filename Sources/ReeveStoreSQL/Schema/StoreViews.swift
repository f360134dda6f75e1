internal import ReeveJSON
internal import ReeveStore

/// The views of what happens at run time, under the names that reports and people use.
enum StoreViews {
    /// Removes these views. Each migration makes them anew, so that the tables below them may change. Views hold no
    /// data.
    static let removal = [
        "runs", "run_steps", "task_entries", "attempts", "batches", "audit_events", "tools", "connections_status",
        "approvals",
        "approval_votes",
    ].map { "DROP VIEW IF EXISTS \($0);" }.joined(separator: "\n")

    static func script(for dialect: any SQLDialect) -> String {
        return """
            CREATE VIEW runs AS SELECT r.id, r.organization, r.environment, r.batch_id AS batch, r.item, r.cell, r.kind,
                r.agent, r.tool, r.curated_tool, r.title, r.description, r.status, r.reason, r.error_text, r.priority,
                r.team, r.role, r.worker, r.parent_run, r.retry_of, r.depth, i.body AS input_json,
                o.body AS output_json, \(dialect.hexadecimal("r.result_digest")) AS result_digest, p.body AS last_proposal, r.exit_code,
                r.template_version, r.template_source, r.provider, r.model, r.tokens_in, r.tokens_out, r.cost,
                r.currency, \(dialect.hexadecimal("r.policy_set_digest")) AS policy_set_digest, \(dialect.hexadecimal("r.pin_digest")) AS pin_digest,
                r.effect_id, r.created_at, r.ready_at, r.started_at, r.ended_at,
                (r.ended_at - r.started_at) / 1000 AS duration_ms, r.queue, r.attempts, r.archived_at
                FROM run r LEFT JOIN run_content i ON i.run_id = r.id AND i.part = 'input'
                LEFT JOIN run_content o ON o.run_id = r.id AND o.part = 'output'
                LEFT JOIN run_content p ON p.run_id = r.id AND p.part = 'proposal';
            CREATE VIEW run_steps AS SELECT run_id AS run, attempt, ordinal, step_type, message, details,
                occurred_at AS "timestamp" FROM run_step;
            CREATE VIEW task_entries AS SELECT run_id AS run, ordinal, attempt, kind, status, tool, provider, model,
                tokens_in, tokens_out, tokens_cached, cost, content, started_at, ended_at FROM task_entry;
            CREATE VIEW attempts AS SELECT run_id AS run, number, worker, epoch AS lease_epoch, claimed_at, started_at,
                ended_at, outcome, reason, progress FROM run_attempt;
            CREATE VIEW batches AS SELECT id, organization, environment, name, queue, status,
                \(dialect.hexadecimal("definition_digest")) AS definition_digest, idempotency_key, concurrency, priority, max_failures,
                deadline_at, requester, schedule_uid, fired_for, created_at, ended_at, stopped_at, stop_reason FROM batch;
            CREATE VIEW audit_events AS SELECT sequence, id, organization, environment, ts, event_type,
                body AS event_data, subject, action, target, decision, rule_id, run_id, context FROM audit_entry;
            CREATE VIEW tools AS SELECT id, organization, environment, connection, tool AS name,
                connection || '/' || tool AS address, version, \(dialect.hexadecimal("digest")) AS digest, definition AS schema_json,
                status AS sync_status, is_current, synced_at FROM tool_definition;
            CREATE VIEW connections_status AS SELECT organization, environment, connection, status, last_seen_at,
                last_tested_at, last_error, server_name, server_version, protocol,
                \(dialect.hexadecimal("launch_digest")) AS launch_digest FROM connection_status;
            CREATE VIEW approvals AS SELECT a.id, r.organization, r.environment, a.run_id AS run, a.call, a.kind,
                a.status, r.agent, r.tool, \(dialect.hexadecimal("a.digest")) AS digest, a.document, a.created_at,
                a.expires_at, a.ended_at FROM approval a JOIN run r ON r.id = a.run_id;
            CREATE VIEW approval_votes AS SELECT approval_id AS approval, approver, verdict, standing, reason,
                voted_at FROM approval_vote;

            """
    }
}
