// The first schema. A released migration is never edited; a change is a new file.
//
// Tables are named in the singular; the plural names belong to the views. Times are microseconds UTC, ids ULID
// text, digests 32 bytes. An absent organization or environment is the empty text, so that unique indexes hold.
// Tables are rowid tables where rows are wide: inserts in the order of ids then go to the end.
extension SQLiteMigrations {
    static let first = Migration(
        number: 1,
        script: """
            CREATE TABLE store_head (
                id @integer NOT NULL PRIMARY KEY CHECK (id = 1),
                store_id TEXT NOT NULL, serial @integer NOT NULL, audit_head TEXT NOT NULL);
            CREATE TABLE store_value (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL);
            CREATE TABLE view_definition (name TEXT NOT NULL PRIMARY KEY, script TEXT NOT NULL);

            CREATE TABLE object (
                uid TEXT NOT NULL PRIMARY KEY, kind TEXT NOT NULL, organization TEXT NOT NULL,
                environment TEXT NOT NULL, name TEXT NOT NULL, digest @blob NOT NULL, owning_set TEXT,
                generation @integer NOT NULL, last_applied_digest @blob, protection TEXT NOT NULL,
                created_at @integer NOT NULL, updated_at @integer NOT NULL, labels TEXT NOT NULL,
                source_file TEXT, source_line @integer, source_lines TEXT,
                metadata TEXT NOT NULL, spec TEXT NOT NULL, last_applied_spec TEXT);
            CREATE UNIQUE INDEX object_key ON object (organization, environment, kind, name);
            CREATE TABLE object_reference (
                from_uid TEXT NOT NULL, field TEXT NOT NULL, to_uid TEXT NOT NULL,
                PRIMARY KEY (from_uid, field, to_uid)) @narrow;
            CREATE INDEX object_reference_to ON object_reference (to_uid, from_uid);
            CREATE TABLE object_unique_key (
                name TEXT NOT NULL, scope TEXT NOT NULL, value TEXT NOT NULL, uid TEXT NOT NULL,
                PRIMARY KEY (name, scope, value)) @narrow;
            CREATE INDEX object_unique_key_uid ON object_unique_key (uid);
            CREATE TABLE pin (
                organization TEXT NOT NULL, environment TEXT NOT NULL, address TEXT NOT NULL,
                digest @blob NOT NULL, PRIMARY KEY (organization, environment, address)) @narrow;
            CREATE TABLE revision (
                serial @integer_key, set_name TEXT NOT NULL, plan_id TEXT NOT NULL, plan_digest @blob NOT NULL,
                input_digest @blob, actor TEXT NOT NULL, approver TEXT, git_commit TEXT,
                applied_at @integer NOT NULL, counts TEXT NOT NULL);
            CREATE TABLE revision_change (
                serial @integer NOT NULL, position @integer NOT NULL, document TEXT NOT NULL);
            CREATE UNIQUE INDEX revision_change_position ON revision_change (serial, position);
            CREATE TABLE consumed_plan (
                plan_id TEXT NOT NULL PRIMARY KEY, serial @integer NOT NULL, applied_at @integer NOT NULL) @narrow;
            CREATE INDEX consumed_plan_applied ON consumed_plan (applied_at);

            CREATE TABLE tool_definition (
                id TEXT NOT NULL PRIMARY KEY, organization TEXT NOT NULL, environment TEXT NOT NULL,
                connection TEXT NOT NULL, tool TEXT NOT NULL, version TEXT NOT NULL, digest @blob NOT NULL,
                definition TEXT NOT NULL, status TEXT NOT NULL, is_current @integer NOT NULL,
                synced_at @integer NOT NULL);
            CREATE UNIQUE INDEX tool_definition_version
                ON tool_definition (organization, environment, connection, tool, version);
            CREATE UNIQUE INDEX tool_definition_current
                ON tool_definition (organization, environment, connection, tool) WHERE is_current = 1;
            CREATE TABLE connection_status (
                organization TEXT NOT NULL, environment TEXT NOT NULL, connection TEXT NOT NULL,
                status TEXT NOT NULL, last_seen_at @integer, last_tested_at @integer, last_error TEXT,
                server_name TEXT, server_version TEXT, protocol TEXT, launch_digest @blob,
                PRIMARY KEY (organization, environment, connection));

            CREATE TABLE batch (
                id TEXT NOT NULL PRIMARY KEY, organization TEXT NOT NULL, environment TEXT NOT NULL,
                name TEXT NOT NULL, queue TEXT NOT NULL, status TEXT NOT NULL, definition_digest @blob NOT NULL,
                idempotency_key TEXT, request_digest @blob NOT NULL, concurrency @integer NOT NULL,
                priority @integer NOT NULL, max_failures @integer, deadline_at @integer, requester TEXT NOT NULL,
                schedule_uid TEXT, fired_for @integer, created_at @integer NOT NULL, ended_at @integer,
                stopped_at @integer, stop_reason TEXT, attributes TEXT NOT NULL, definition TEXT NOT NULL);
            CREATE UNIQUE INDEX batch_idempotency ON batch (organization, idempotency_key)
                WHERE idempotency_key IS NOT NULL;
            CREATE INDEX batch_deadline ON batch (deadline_at) WHERE status = 'open' AND deadline_at IS NOT NULL;

            CREATE TABLE run (
                id TEXT NOT NULL PRIMARY KEY, batch_id TEXT NOT NULL, organization TEXT NOT NULL,
                environment TEXT NOT NULL, queue TEXT NOT NULL, item TEXT NOT NULL, cell TEXT, kind TEXT NOT NULL,
                title TEXT, description TEXT, priority @integer NOT NULL, is_idempotent @integer NOT NULL,
                has_read_back @integer NOT NULL,
                team TEXT, role TEXT, parent_run TEXT, retry_of TEXT, depth @integer NOT NULL,
                effect_id TEXT NOT NULL, created_at @integer NOT NULL,
                agent TEXT, tool TEXT, curated_tool TEXT, assigned_worker TEXT,
                status TEXT NOT NULL, reason TEXT, error_text TEXT, due_at @integer, ready_at @integer,
                started_at @integer, ended_at @integer, attempts @integer NOT NULL, claims @integer NOT NULL,
                rescues @integer NOT NULL, epoch @integer NOT NULL, worker TEXT, cancel_requested_at @integer,
                skip_cause TEXT, superseded_by TEXT, is_expected @integer NOT NULL, archived_at @integer,
                result_digest @blob, exit_code @integer, template_version TEXT, template_source TEXT,
                provider TEXT, model TEXT, tokens_in @integer, tokens_out @integer, cost @integer, currency TEXT,
                policy_set_digest @blob, pin_digest @blob, is_in_doubt @integer NOT NULL,
                claim_rank @integer NOT NULL, counts_as_failure @integer NOT NULL);
            CREATE INDEX run_batch ON run (batch_id, id);
            CREATE INDEX run_ready ON run (queue, organization, claim_rank, id) WHERE status = 'ready';
            CREATE INDEX run_retryable ON run (queue, organization, due_at) WHERE status = 'retryable';
            CREATE INDEX run_scheduled ON run (due_at, queue) WHERE status = 'scheduled';
            CREATE INDEX run_running ON run (queue, organization, batch_id) WHERE status = 'running';
            CREATE INDEX run_unfinished ON run (batch_id, status) WHERE ended_at IS NULL;
            CREATE INDEX run_failure ON run (batch_id) WHERE counts_as_failure = 1;
            CREATE INDEX run_parent ON run (parent_run) WHERE parent_run IS NOT NULL;
            CREATE TABLE run_content (
                run_id TEXT NOT NULL, part TEXT NOT NULL, body TEXT NOT NULL);
            CREATE UNIQUE INDEX run_content_part ON run_content (run_id, part);
            CREATE TABLE run_need (
                run_id TEXT NOT NULL, upstream_id TEXT NOT NULL, condition TEXT NOT NULL,
                PRIMARY KEY (run_id, upstream_id)) @narrow;
            CREATE INDEX run_need_upstream ON run_need (upstream_id, run_id);
            CREATE TABLE run_object (
                object_uid TEXT NOT NULL, run_id TEXT NOT NULL, PRIMARY KEY (run_id, object_uid)) @narrow;
            CREATE INDEX run_object_uid ON run_object (object_uid, run_id);
            CREATE TABLE run_attempt (
                run_id TEXT NOT NULL, number @integer NOT NULL, worker TEXT NOT NULL, epoch @integer NOT NULL,
                claimed_at @integer NOT NULL, started_at @integer, ended_at @integer, outcome TEXT, reason TEXT,
                progress TEXT, PRIMARY KEY (run_id, number)) @narrow;
            CREATE TABLE run_step (
                run_id TEXT NOT NULL, ordinal @integer NOT NULL, attempt @integer NOT NULL,
                step_type TEXT NOT NULL, message TEXT NOT NULL, details TEXT, occurred_at @integer NOT NULL,
                PRIMARY KEY (run_id, ordinal)) @narrow;
            CREATE TABLE run_lease (
                run_id TEXT NOT NULL PRIMARY KEY, worker TEXT NOT NULL, epoch @integer NOT NULL,
                expires_at @integer NOT NULL) @narrow;
            CREATE TABLE pause (
                kind TEXT NOT NULL, organization TEXT NOT NULL, environment TEXT NOT NULL, name TEXT NOT NULL,
                actor TEXT NOT NULL, reason TEXT NOT NULL, since @integer NOT NULL,
                PRIMARY KEY (kind, organization, environment, name)) @narrow;

            CREATE TABLE worker (
                name TEXT NOT NULL PRIMARY KEY, host TEXT NOT NULL, boot_id TEXT NOT NULL,
                process_id @integer NOT NULL, version TEXT NOT NULL, queues TEXT NOT NULL,
                capacity @integer NOT NULL, started_at @integer NOT NULL, last_seen_at @integer NOT NULL,
                is_draining @integer NOT NULL);
            CREATE TABLE process_group (
                host TEXT NOT NULL, boot_id TEXT NOT NULL, group_id @integer NOT NULL,
                start_ticks @integer NOT NULL, connection TEXT NOT NULL, worker TEXT NOT NULL,
                started_at @integer NOT NULL, PRIMARY KEY (host, boot_id, group_id));
            CREATE TABLE limiter_bucket (
                name TEXT NOT NULL PRIMARY KEY, tokens @integer NOT NULL, updated_at @integer NOT NULL) @narrow;
            CREATE TABLE payload (
                digest @blob NOT NULL PRIMARY KEY, size @integer NOT NULL, created_at @integer NOT NULL,
                body @blob NOT NULL);

            CREATE TABLE audit_entry (
                sequence @integer_key, id TEXT NOT NULL, ts @integer NOT NULL, event_type TEXT NOT NULL,
                organization TEXT, environment TEXT, subject TEXT, action TEXT, target TEXT, decision TEXT,
                rule_id TEXT, run_id TEXT, context TEXT, body TEXT NOT NULL);
            CREATE INDEX audit_entry_ts ON audit_entry (ts);
            CREATE INDEX audit_entry_run ON audit_entry (run_id) WHERE run_id IS NOT NULL;
            CREATE TABLE audit_leaf (sequence @integer_key, hash @blob NOT NULL);
            CREATE TABLE audit_checkpoint (
                size @integer NOT NULL PRIMARY KEY, created_at @integer NOT NULL, note @blob NOT NULL);

            """,
        triggers: [
            .init(table: "audit_entry", message: "audit entries are never changed or removed"),
            .init(table: "audit_leaf", message: "audit leaves are never changed or removed"),
        ])
}
