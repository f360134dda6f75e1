/// The first schema.
///
/// Times are integer microseconds UTC, ids are ULID text, digests 32 bytes, JSON is canonical text, flags are 0 and 1.
/// Tables have names of their own; the views below have the predecessors' names, for people and tools.
enum Migration0001 {
    static let sql = """
        CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);

        CREATE TABLE object (
            uid TEXT NOT NULL PRIMARY KEY,
            kind TEXT NOT NULL,
            organization TEXT NOT NULL,
            environment TEXT NOT NULL,
            name TEXT NOT NULL,
            metadata TEXT NOT NULL,
            spec TEXT NOT NULL,
            digest BLOB NOT NULL,
            labels TEXT NOT NULL,
            owning_set TEXT,
            last_applied_digest BLOB,
            last_applied_spec TEXT,
            generation INTEGER NOT NULL,
            protection TEXT NOT NULL,
            source_file TEXT,
            source_line INTEGER,
            source_lines TEXT,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL
        );
        CREATE UNIQUE INDEX object_key ON object (kind, organization, environment, name);

        CREATE TABLE object_label (
            uid TEXT NOT NULL,
            key TEXT NOT NULL,
            value TEXT NOT NULL,
            PRIMARY KEY (key, value, uid)
        ) WITHOUT ROWID;
        CREATE INDEX object_label_uid ON object_label (uid);

        CREATE TABLE object_reference (
            from_uid TEXT NOT NULL,
            field TEXT NOT NULL,
            to_uid TEXT NOT NULL,
            PRIMARY KEY (from_uid, field, to_uid)
        ) WITHOUT ROWID;
        CREATE INDEX object_reference_to ON object_reference (to_uid, from_uid, field);

        CREATE TABLE unique_key (
            name TEXT NOT NULL,
            scope TEXT NOT NULL,
            value TEXT NOT NULL,
            uid TEXT NOT NULL,
            PRIMARY KEY (name, scope, value)
        ) WITHOUT ROWID;
        CREATE INDEX unique_key_uid ON unique_key (uid);

        CREATE TABLE pin (
            organization TEXT NOT NULL,
            environment TEXT NOT NULL,
            address TEXT NOT NULL,
            digest BLOB NOT NULL,
            PRIMARY KEY (organization, environment, address)
        ) WITHOUT ROWID;

        CREATE TABLE revision (
            serial INTEGER PRIMARY KEY,
            set_name TEXT NOT NULL,
            plan_id TEXT NOT NULL UNIQUE,
            plan_digest BLOB NOT NULL,
            input_digest BLOB,
            actor TEXT NOT NULL,
            approver TEXT,
            git_commit TEXT,
            counts TEXT NOT NULL,
            changes TEXT NOT NULL,
            applied_at INTEGER NOT NULL
        );
        CREATE TABLE consumed_plan (
            plan_id TEXT NOT NULL PRIMARY KEY,
            serial INTEGER NOT NULL,
            consumed_at INTEGER NOT NULL
        ) WITHOUT ROWID;

        CREATE TABLE tool_definition (
            id TEXT NOT NULL PRIMARY KEY,
            organization TEXT NOT NULL,
            environment TEXT NOT NULL,
            connection TEXT NOT NULL,
            tool TEXT NOT NULL,
            version TEXT NOT NULL,
            digest BLOB NOT NULL,
            definition TEXT NOT NULL,
            status TEXT NOT NULL,
            is_current INTEGER NOT NULL,
            synced_at INTEGER NOT NULL
        );
        CREATE UNIQUE INDEX tool_definition_version ON tool_definition (organization, environment, connection, tool, version);
        CREATE UNIQUE INDEX tool_definition_current ON tool_definition (organization, environment, connection, tool) WHERE is_current = 1;

        CREATE TABLE connection_state (
            organization TEXT NOT NULL,
            environment TEXT NOT NULL,
            connection TEXT NOT NULL,
            status TEXT NOT NULL,
            last_seen_at INTEGER,
            last_tested_at INTEGER,
            last_error TEXT,
            server_name TEXT,
            server_version TEXT,
            protocol_revision TEXT,
            launch_digest BLOB,
            PRIMARY KEY (organization, environment, connection)
        ) WITHOUT ROWID;

        CREATE TABLE batch (
            id TEXT NOT NULL PRIMARY KEY,
            organization TEXT NOT NULL,
            environment TEXT NOT NULL,
            name TEXT NOT NULL,
            queue TEXT NOT NULL,
            status TEXT NOT NULL,
            definition_digest BLOB NOT NULL,
            definition TEXT NOT NULL,
            idempotency_key TEXT,
            request_digest BLOB NOT NULL,
            concurrency INTEGER NOT NULL,
            priority INTEGER NOT NULL,
            max_failures INTEGER,
            deadline INTEGER,
            requester TEXT NOT NULL,
            attributes TEXT NOT NULL,
            schedule TEXT,
            fired_for INTEGER,
            created_at INTEGER NOT NULL,
            ended_at INTEGER,
            stopped_at INTEGER,
            stop_reason TEXT
        );
        CREATE UNIQUE INDEX batch_idempotency ON batch (organization, idempotency_key) WHERE idempotency_key IS NOT NULL;
        CREATE INDEX batch_deadline ON batch (deadline) WHERE status = 'open' AND deadline IS NOT NULL;

        CREATE TABLE run (
            id TEXT NOT NULL PRIMARY KEY,
            batch TEXT NOT NULL,
            organization TEXT NOT NULL,
            environment TEXT NOT NULL,
            queue TEXT NOT NULL,
            item TEXT NOT NULL,
            cell TEXT,
            kind TEXT NOT NULL,
            title TEXT,
            description TEXT,
            priority INTEGER NOT NULL,
            is_idempotent INTEGER NOT NULL,
            team TEXT,
            role TEXT,
            parent_run TEXT,
            retry_of TEXT,
            depth INTEGER NOT NULL,
            effect_id TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            agent TEXT,
            tool TEXT,
            curated_tool TEXT,
            assigned_worker TEXT,
            status TEXT NOT NULL,
            reason TEXT,
            error_text TEXT,
            due_at INTEGER,
            ready_at INTEGER,
            started_at INTEGER,
            ended_at INTEGER,
            attempts INTEGER NOT NULL,
            claims INTEGER NOT NULL,
            rescues INTEGER NOT NULL,
            epoch INTEGER NOT NULL,
            worker TEXT,
            cancel_requested_at INTEGER,
            skip_cause TEXT,
            superseded_by TEXT,
            is_expected INTEGER NOT NULL,
            archived_at INTEGER,
            result_digest BLOB,
            exit_code INTEGER,
            template_version TEXT,
            template_source TEXT,
            provider TEXT,
            model TEXT,
            tokens_in INTEGER,
            tokens_out INTEGER,
            cost_micros INTEGER,
            currency TEXT,
            policy_set_digest BLOB,
            pin_digest BLOB,
            claim_rank INTEGER NOT NULL
        );
        CREATE INDEX run_batch ON run (batch, status);
        CREATE INDEX run_claimable ON run (queue, organization, claim_rank, id) WHERE status IN ('ready', 'retryable');
        CREATE INDEX run_running ON run (batch) WHERE status = 'running';
        CREATE INDEX run_due ON run (queue, due_at) WHERE status IN ('scheduled', 'retryable');
        CREATE INDEX run_parent ON run (parent_run) WHERE parent_run IS NOT NULL;

        CREATE TABLE run_content (
            run TEXT NOT NULL PRIMARY KEY,
            input TEXT,
            output TEXT,
            last_proposal TEXT
        );

        CREATE TABLE run_need (
            run TEXT NOT NULL,
            upstream TEXT NOT NULL,
            condition TEXT NOT NULL,
            PRIMARY KEY (run, upstream)
        ) WITHOUT ROWID;
        CREATE INDEX run_need_upstream ON run_need (upstream, run);

        CREATE TABLE run_object (
            run TEXT NOT NULL,
            object TEXT NOT NULL,
            PRIMARY KEY (run, object)
        ) WITHOUT ROWID;
        CREATE INDEX run_object_object ON run_object (object, run);

        CREATE TABLE run_attempt (
            run TEXT NOT NULL,
            number INTEGER NOT NULL,
            worker TEXT NOT NULL,
            epoch INTEGER NOT NULL,
            claimed_at INTEGER NOT NULL,
            started_at INTEGER,
            ended_at INTEGER,
            outcome TEXT,
            reason TEXT,
            progress TEXT,
            PRIMARY KEY (run, number)
        ) WITHOUT ROWID;

        CREATE TABLE run_step (
            run TEXT NOT NULL,
            ordinal INTEGER NOT NULL,
            attempt INTEGER NOT NULL,
            kind TEXT NOT NULL,
            message TEXT NOT NULL,
            details TEXT,
            timestamp INTEGER NOT NULL,
            PRIMARY KEY (run, ordinal)
        ) WITHOUT ROWID;

        CREATE TABLE run_lease (
            run TEXT NOT NULL PRIMARY KEY,
            worker TEXT NOT NULL,
            epoch INTEGER NOT NULL,
            expires_at INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX run_lease_worker ON run_lease (worker);

        CREATE TABLE pause (
            kind TEXT NOT NULL,
            organization TEXT NOT NULL,
            environment TEXT NOT NULL,
            name TEXT NOT NULL,
            actor TEXT NOT NULL,
            reason TEXT NOT NULL,
            since INTEGER NOT NULL,
            PRIMARY KEY (kind, organization, environment, name)
        ) WITHOUT ROWID;

        CREATE TABLE worker (
            name TEXT NOT NULL PRIMARY KEY,
            host TEXT NOT NULL,
            boot_id TEXT NOT NULL,
            process_id INTEGER NOT NULL,
            version TEXT NOT NULL,
            queues TEXT NOT NULL,
            capacity INTEGER NOT NULL,
            started_at INTEGER NOT NULL,
            last_seen_at INTEGER NOT NULL,
            is_draining INTEGER NOT NULL
        ) WITHOUT ROWID;

        CREATE TABLE process_group (
            host TEXT NOT NULL,
            boot_id TEXT NOT NULL,
            group_id INTEGER NOT NULL,
            start_ticks INTEGER NOT NULL,
            connection TEXT NOT NULL,
            worker TEXT NOT NULL,
            started_at INTEGER NOT NULL,
            PRIMARY KEY (host, boot_id, group_id)
        ) WITHOUT ROWID;

        CREATE TABLE limiter_bucket (
            key TEXT NOT NULL PRIMARY KEY,
            tokens INTEGER NOT NULL,
            updated_at INTEGER NOT NULL
        ) WITHOUT ROWID;

        CREATE TABLE payload (
            digest BLOB NOT NULL PRIMARY KEY,
            bytes BLOB NOT NULL,
            created_at INTEGER NOT NULL
        );

        CREATE TABLE audit_entry (
            sequence INTEGER PRIMARY KEY,
            id TEXT NOT NULL,
            time INTEGER NOT NULL,
            type TEXT NOT NULL,
            organization TEXT,
            environment TEXT,
            subject TEXT,
            action TEXT,
            target TEXT,
            decision TEXT,
            run TEXT,
            bytes BLOB NOT NULL
        );
        CREATE UNIQUE INDEX audit_entry_id ON audit_entry (id);
        CREATE INDEX audit_entry_run ON audit_entry (run) WHERE run IS NOT NULL;
        CREATE TABLE audit_leaf (sequence INTEGER PRIMARY KEY, hash BLOB NOT NULL);
        CREATE TABLE audit_state (id INTEGER PRIMARY KEY CHECK (id = 1), head TEXT NOT NULL);
        CREATE TABLE checkpoint (size INTEGER NOT NULL, created_at INTEGER NOT NULL, note BLOB NOT NULL, PRIMARY KEY (size, created_at));

        CREATE TRIGGER audit_entry_update BEFORE UPDATE ON audit_entry BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
        CREATE TRIGGER audit_entry_delete BEFORE DELETE ON audit_entry BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
        CREATE TRIGGER audit_leaf_update BEFORE UPDATE ON audit_leaf BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
        CREATE TRIGGER audit_leaf_delete BEFORE DELETE ON audit_leaf BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

        CREATE VIEW runs AS SELECT
            run.id, run.organization, run.environment, run.batch, run.item, run.cell, run.kind, run.agent, run.tool, run.curated_tool,
            run.title, run.description, run.status, run.reason, run.error_text, run.priority, run.team, run.role, run.worker,
            run.parent_run, run.retry_of, run.depth, content.input AS input_json, content.output AS output_json, run.result_digest,
            content.last_proposal, run.exit_code, run.template_version, run.template_source, run.provider, run.model, run.tokens_in,
            run.tokens_out, run.cost_micros, run.currency, run.policy_set_digest, run.pin_digest, run.effect_id, run.created_at,
            run.ready_at, run.started_at, run.ended_at, (run.ended_at - run.started_at) / 1000 AS duration_ms
            FROM run LEFT JOIN run_content AS content ON content.run = run.id;
        CREATE VIEW run_steps AS SELECT run, attempt, ordinal, kind AS step_type, message, details, timestamp FROM run_step;
        CREATE VIEW attempts AS SELECT run, number, worker, epoch AS lease_epoch, started_at, ended_at, outcome, reason, progress FROM run_attempt;
        CREATE VIEW batches AS SELECT id, organization, environment, name, queue, status, definition_digest, concurrency, priority, deadline,
            requester, created_at, ended_at, stopped_at, stop_reason FROM batch;
        CREATE VIEW tools AS SELECT id, organization, environment, connection, tool AS name, version, definition AS schema_json, digest,
            status AS sync_status, is_current, synced_at FROM tool_definition;
        CREATE VIEW connections_status AS SELECT organization, environment, connection, status, last_seen_at, last_tested_at, last_error,
            server_name, server_version, protocol_revision FROM connection_state;
        CREATE VIEW audit_events AS SELECT sequence, id, time AS ts, type AS event_type, CAST(bytes AS TEXT) AS event_data, organization,
            environment, subject, action, target, decision, run FROM audit_entry;
        """
}
