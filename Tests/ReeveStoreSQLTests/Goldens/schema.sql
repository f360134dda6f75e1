CREATE TABLE approval (
    id TEXT NOT NULL PRIMARY KEY, run_id TEXT NOT NULL, call TEXT NOT NULL, kind TEXT NOT NULL,
    status TEXT NOT NULL, digest BLOB NOT NULL, document TEXT NOT NULL, created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL, ended_at INTEGER, seal BLOB);
CREATE INDEX approval_open ON approval (run_id) WHERE status IN ('pending', 'approved');
CREATE INDEX approval_pending ON approval (expires_at) WHERE status = 'pending';
CREATE INDEX approval_run ON approval (run_id, id);
CREATE TABLE approval_vote (
    approval_id TEXT NOT NULL, approver TEXT NOT NULL, verdict TEXT NOT NULL, standing TEXT NOT NULL,
    reason TEXT, voted_at INTEGER NOT NULL, seal BLOB, PRIMARY KEY (approval_id, approver));
CREATE VIEW approval_votes AS SELECT approval_id AS approval, approver, verdict, standing, reason,
    voted_at FROM approval_vote;
CREATE VIEW approvals AS SELECT a.id, r.organization, r.environment, a.run_id AS run, a.call, a.kind,
    a.status, r.agent, r.tool, lower(hex(a.digest)) AS digest, a.document, a.created_at,
    a.expires_at, a.ended_at FROM approval a JOIN run r ON r.id = a.run_id;
CREATE VIEW attempts AS SELECT run_id AS run, number, worker, epoch AS lease_epoch, claimed_at, started_at,
    ended_at, outcome, reason, progress FROM run_attempt;
CREATE TABLE audit_checkpoint (
    size INTEGER NOT NULL PRIMARY KEY, created_at INTEGER NOT NULL, note BLOB NOT NULL, seal BLOB);
CREATE TABLE audit_entry (
    sequence INTEGER PRIMARY KEY, id TEXT NOT NULL, ts INTEGER NOT NULL, event_type TEXT NOT NULL,
    organization TEXT, environment TEXT, subject TEXT, action TEXT, target TEXT, decision TEXT,
    rule_id TEXT, run_id TEXT, context TEXT, body TEXT NOT NULL);
CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry
BEGIN SELECT RAISE(ABORT, 'audit entries are never changed or removed'); END;
CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry
BEGIN SELECT RAISE(ABORT, 'audit entries are never changed or removed'); END;
CREATE INDEX audit_entry_run ON audit_entry (run_id) WHERE run_id IS NOT NULL;
CREATE INDEX audit_entry_ts ON audit_entry (ts);
CREATE VIEW audit_events AS SELECT sequence, id, organization, environment, ts, event_type,
    body AS event_data, subject, action, target, decision, rule_id, run_id, context FROM audit_entry;
CREATE TABLE audit_leaf (sequence INTEGER PRIMARY KEY, hash BLOB NOT NULL);
CREATE TRIGGER audit_leaf_no_delete BEFORE DELETE ON audit_leaf
BEGIN SELECT RAISE(ABORT, 'audit leaves are never changed or removed'); END;
CREATE TRIGGER audit_leaf_no_update BEFORE UPDATE ON audit_leaf
BEGIN SELECT RAISE(ABORT, 'audit leaves are never changed or removed'); END;
CREATE TABLE batch (
    id TEXT NOT NULL PRIMARY KEY, organization TEXT NOT NULL, environment TEXT NOT NULL,
    name TEXT NOT NULL, queue TEXT NOT NULL, status TEXT NOT NULL, definition_digest BLOB NOT NULL,
    idempotency_key TEXT, request_digest BLOB NOT NULL, concurrency INTEGER NOT NULL,
    priority INTEGER NOT NULL, max_failures INTEGER, deadline_at INTEGER, requester TEXT NOT NULL,
    schedule_uid TEXT, fired_for INTEGER, created_at INTEGER NOT NULL, ended_at INTEGER,
    stopped_at INTEGER, stop_reason TEXT, attributes TEXT NOT NULL, definition TEXT NOT NULL, seal BLOB);
CREATE INDEX batch_deadline ON batch (deadline_at) WHERE status = 'open' AND deadline_at IS NOT NULL;
CREATE UNIQUE INDEX batch_idempotency ON batch (organization, idempotency_key)
    WHERE idempotency_key IS NOT NULL;
CREATE VIEW batches AS SELECT id, organization, environment, name, queue, status,
    lower(hex(definition_digest)) AS definition_digest, idempotency_key, concurrency, priority, max_failures,
    deadline_at, requester, schedule_uid, fired_for, created_at, ended_at, stopped_at, stop_reason FROM batch;
CREATE TABLE connection_status (
    organization TEXT NOT NULL, environment TEXT NOT NULL, connection TEXT NOT NULL,
    status TEXT NOT NULL, last_seen_at INTEGER, last_tested_at INTEGER, last_error TEXT,
    server_name TEXT, server_version TEXT, protocol TEXT, launch_digest BLOB, seal BLOB,
    PRIMARY KEY (organization, environment, connection));
CREATE VIEW connections_status AS SELECT organization, environment, connection, status, last_seen_at,
    last_tested_at, last_error, server_name, server_version, protocol,
    lower(hex(launch_digest)) AS launch_digest FROM connection_status;
CREATE TABLE consumed_plan (
    plan_id TEXT NOT NULL PRIMARY KEY, serial INTEGER NOT NULL, applied_at INTEGER NOT NULL, seal BLOB) WITHOUT ROWID;
CREATE INDEX consumed_plan_applied ON consumed_plan (applied_at);
CREATE TABLE hand_edit (
    row_kind TEXT NOT NULL, uid TEXT NOT NULL, kind TEXT NOT NULL, organization TEXT NOT NULL,
    environment TEXT NOT NULL, name TEXT NOT NULL,
    PRIMARY KEY (row_kind, uid, kind, organization, environment, name)) WITHOUT ROWID;
CREATE TABLE limiter_bucket (
    name TEXT NOT NULL PRIMARY KEY, tokens INTEGER NOT NULL, updated_at INTEGER NOT NULL, seal BLOB) WITHOUT ROWID;
CREATE TABLE object (
    uid TEXT NOT NULL PRIMARY KEY, kind TEXT NOT NULL, organization TEXT NOT NULL,
    environment TEXT NOT NULL, name TEXT NOT NULL, digest BLOB NOT NULL, owning_set TEXT,
    generation INTEGER NOT NULL, last_applied_digest BLOB, protection TEXT NOT NULL,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, labels TEXT NOT NULL,
    source_file TEXT, source_line INTEGER, source_lines TEXT,
    metadata TEXT NOT NULL, spec TEXT NOT NULL, last_applied_spec TEXT, seal BLOB);
CREATE TRIGGER object_by_hand AFTER UPDATE ON object WHEN NEW.seal IS OLD.seal AND NEW.seal IS NOT NULL
BEGIN
    INSERT OR IGNORE INTO hand_edit (row_kind, uid, kind, organization, environment, name)
        VALUES ('object', OLD.uid, OLD.kind, OLD.organization, OLD.environment, OLD.name);
    UPDATE object SET seal = NULL WHERE uid = NEW.uid;
END;
CREATE TRIGGER object_deleted_by_hand AFTER DELETE ON object WHEN OLD.seal IS NOT x'00'
BEGIN
    INSERT OR IGNORE INTO hand_edit (row_kind, uid, kind, organization, environment, name)
        VALUES ('object', OLD.uid, OLD.kind, OLD.organization, OLD.environment, OLD.name);
END;
CREATE UNIQUE INDEX object_key ON object (organization, environment, kind, name);
CREATE TABLE object_reference (
    from_uid TEXT NOT NULL, field TEXT NOT NULL, to_uid TEXT NOT NULL, seal BLOB,
    PRIMARY KEY (from_uid, field, to_uid)) WITHOUT ROWID;
CREATE INDEX object_reference_to ON object_reference (to_uid, from_uid);
CREATE TABLE object_unique_key (
    name TEXT NOT NULL, scope TEXT NOT NULL, value TEXT NOT NULL, uid TEXT NOT NULL, seal BLOB,
    PRIMARY KEY (name, scope, value)) WITHOUT ROWID;
CREATE INDEX object_unique_key_uid ON object_unique_key (uid);
CREATE INDEX object_unsealed ON object (uid) WHERE seal IS NULL;
CREATE TABLE pause (
    kind TEXT NOT NULL, organization TEXT NOT NULL, environment TEXT NOT NULL, name TEXT NOT NULL,
    actor TEXT NOT NULL, reason TEXT NOT NULL, since INTEGER NOT NULL, seal BLOB,
    PRIMARY KEY (kind, organization, environment, name)) WITHOUT ROWID;
CREATE TABLE payload (
    digest BLOB NOT NULL PRIMARY KEY, size INTEGER NOT NULL, created_at INTEGER NOT NULL,
    body BLOB NOT NULL, seal BLOB);
CREATE TABLE pin (
    organization TEXT NOT NULL, environment TEXT NOT NULL, address TEXT NOT NULL,
    digest BLOB NOT NULL, seal BLOB, PRIMARY KEY (organization, environment, address)) WITHOUT ROWID;
CREATE TRIGGER pin_by_hand AFTER UPDATE ON pin WHEN NEW.seal IS OLD.seal AND NEW.seal IS NOT NULL
BEGIN
    INSERT OR IGNORE INTO hand_edit (row_kind, uid, kind, organization, environment, name)
        VALUES ('pin', '', '', OLD.organization, OLD.environment, OLD.address);
    UPDATE pin SET seal = NULL WHERE organization = NEW.organization AND environment = NEW.environment
        AND address = NEW.address;
END;
CREATE TRIGGER pin_deleted_by_hand AFTER DELETE ON pin WHEN OLD.seal IS NOT x'00'
BEGIN
    INSERT OR IGNORE INTO hand_edit (row_kind, uid, kind, organization, environment, name)
        VALUES ('pin', '', '', OLD.organization, OLD.environment, OLD.address);
END;
CREATE TABLE process_group (
    host TEXT NOT NULL, boot_id TEXT NOT NULL, group_id INTEGER NOT NULL,
    start_ticks INTEGER NOT NULL, connection TEXT NOT NULL, worker TEXT NOT NULL,
    started_at INTEGER NOT NULL, seal BLOB, PRIMARY KEY (host, boot_id, group_id));
CREATE TABLE revision (
    serial INTEGER PRIMARY KEY, set_name TEXT NOT NULL, plan_id TEXT NOT NULL, plan_digest BLOB NOT NULL,
    input_digest BLOB, actor TEXT NOT NULL, approver TEXT, git_commit TEXT,
    applied_at INTEGER NOT NULL, counts TEXT NOT NULL, seal BLOB);
CREATE TABLE revision_change (
    serial INTEGER NOT NULL, position INTEGER NOT NULL, document TEXT NOT NULL, seal BLOB);
CREATE UNIQUE INDEX revision_change_position ON revision_change (serial, position);
CREATE TABLE run (
    id TEXT NOT NULL PRIMARY KEY, batch_id TEXT NOT NULL, organization TEXT NOT NULL,
    environment TEXT NOT NULL, queue TEXT NOT NULL, item TEXT NOT NULL, cell TEXT, kind TEXT NOT NULL,
    title TEXT, description TEXT, priority INTEGER NOT NULL, is_idempotent INTEGER NOT NULL,
    has_read_back INTEGER NOT NULL,
    team TEXT, role TEXT, parent_run TEXT, retry_of TEXT, depth INTEGER NOT NULL,
    effect_id TEXT NOT NULL, created_at INTEGER NOT NULL,
    agent TEXT, tool TEXT, curated_tool TEXT, assigned_worker TEXT,
    status TEXT NOT NULL, reason TEXT, error_text TEXT, due_at INTEGER, ready_at INTEGER,
    started_at INTEGER, ended_at INTEGER, attempts INTEGER NOT NULL, claims INTEGER NOT NULL,
    rescues INTEGER NOT NULL, epoch INTEGER NOT NULL, worker TEXT, cancel_requested_at INTEGER,
    skip_cause TEXT, superseded_by TEXT, is_expected INTEGER NOT NULL, archived_at INTEGER,
    result_digest BLOB, exit_code INTEGER, template_version TEXT, template_source TEXT,
    provider TEXT, model TEXT, tokens_in INTEGER, tokens_out INTEGER, cost INTEGER, currency TEXT,
    policy_set_digest BLOB, pin_digest BLOB, is_in_doubt INTEGER NOT NULL,
    claim_rank INTEGER NOT NULL, counts_as_failure INTEGER NOT NULL, seal BLOB);
CREATE TABLE run_attempt (
    run_id TEXT NOT NULL, number INTEGER NOT NULL, worker TEXT NOT NULL, epoch INTEGER NOT NULL,
    claimed_at INTEGER NOT NULL, started_at INTEGER, ended_at INTEGER, outcome TEXT, reason TEXT,
    progress TEXT, seal BLOB, PRIMARY KEY (run_id, number)) WITHOUT ROWID;
CREATE INDEX run_batch ON run (batch_id, id);
CREATE TABLE run_content (
    run_id TEXT NOT NULL, part TEXT NOT NULL, body TEXT NOT NULL, seal BLOB);
CREATE UNIQUE INDEX run_content_part ON run_content (run_id, part);
CREATE INDEX run_failure ON run (batch_id) WHERE counts_as_failure = 1;
CREATE TABLE run_lease (
    run_id TEXT NOT NULL PRIMARY KEY, worker TEXT NOT NULL, epoch INTEGER NOT NULL,
    expires_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE run_need (
    run_id TEXT NOT NULL, upstream_id TEXT NOT NULL, condition TEXT NOT NULL, seal BLOB,
    PRIMARY KEY (run_id, upstream_id)) WITHOUT ROWID;
CREATE INDEX run_need_upstream ON run_need (upstream_id, run_id);
CREATE TABLE run_object (
    object_uid TEXT NOT NULL, run_id TEXT NOT NULL, seal BLOB, PRIMARY KEY (run_id, object_uid)) WITHOUT ROWID;
CREATE INDEX run_object_uid ON run_object (object_uid, run_id);
CREATE INDEX run_parent ON run (parent_run) WHERE parent_run IS NOT NULL;
CREATE INDEX run_ready ON run (queue, organization, claim_rank, id) WHERE status = 'ready';
CREATE INDEX run_retryable ON run (queue, organization, due_at) WHERE status = 'retryable';
CREATE INDEX run_running ON run (queue, organization, batch_id) WHERE status = 'running';
CREATE INDEX run_scheduled ON run (due_at, queue) WHERE status = 'scheduled';
CREATE TABLE run_step (
    run_id TEXT NOT NULL, ordinal INTEGER NOT NULL, attempt INTEGER NOT NULL,
    step_type TEXT NOT NULL, message TEXT NOT NULL, details TEXT, occurred_at INTEGER NOT NULL, seal BLOB,
    PRIMARY KEY (run_id, ordinal)) WITHOUT ROWID;
CREATE VIEW run_steps AS SELECT run_id AS run, attempt, ordinal, step_type, message, details,
    occurred_at AS "timestamp" FROM run_step;
CREATE INDEX run_unfinished ON run (batch_id, status) WHERE ended_at IS NULL;
CREATE VIEW runs AS SELECT r.id, r.organization, r.environment, r.batch_id AS batch, r.item, r.cell, r.kind,
    r.agent, r.tool, r.curated_tool, r.title, r.description, r.status, r.reason, r.error_text, r.priority,
    r.team, r.role, r.worker, r.parent_run, r.retry_of, r.depth, i.body AS input_json,
    o.body AS output_json, lower(hex(r.result_digest)) AS result_digest, p.body AS last_proposal, r.exit_code,
    r.template_version, r.template_source, r.provider, r.model, r.tokens_in, r.tokens_out, r.cost,
    r.currency, lower(hex(r.policy_set_digest)) AS policy_set_digest, lower(hex(r.pin_digest)) AS pin_digest,
    r.effect_id, r.created_at, r.ready_at, r.started_at, r.ended_at,
    (r.ended_at - r.started_at) / 1000 AS duration_ms, r.queue, r.attempts, r.archived_at
    FROM run r LEFT JOIN run_content i ON i.run_id = r.id AND i.part = 'input'
    LEFT JOIN run_content o ON o.run_id = r.id AND o.part = 'output'
    LEFT JOIN run_content p ON p.run_id = r.id AND p.part = 'proposal';
CREATE TABLE store_head (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    store_id TEXT NOT NULL, serial INTEGER NOT NULL, audit_head TEXT NOT NULL, seal BLOB);
CREATE TABLE store_value (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL, seal BLOB);
CREATE VIEW task_entries AS SELECT run_id AS run, ordinal, attempt, kind, status, tool, provider, model,
    tokens_in, tokens_out, tokens_cached, cost, content, started_at, ended_at FROM task_entry;
CREATE TABLE task_entry (
    run_id TEXT NOT NULL, ordinal INTEGER NOT NULL, attempt INTEGER NOT NULL, kind TEXT NOT NULL,
    status TEXT NOT NULL, tool TEXT, provider TEXT, model TEXT, reserved_tokens INTEGER,
    reserved_cost INTEGER, tokens_in INTEGER, tokens_out INTEGER, tokens_cached INTEGER,
    cost INTEGER, content TEXT NOT NULL, started_at INTEGER NOT NULL, ended_at INTEGER, seal BLOB,
    PRIMARY KEY (run_id, ordinal));
CREATE TABLE tool_definition (
    id TEXT NOT NULL PRIMARY KEY, organization TEXT NOT NULL, environment TEXT NOT NULL,
    connection TEXT NOT NULL, tool TEXT NOT NULL, version TEXT NOT NULL, digest BLOB NOT NULL,
    definition TEXT NOT NULL, status TEXT NOT NULL, is_current INTEGER NOT NULL,
    synced_at INTEGER NOT NULL, seal BLOB);
CREATE UNIQUE INDEX tool_definition_current
    ON tool_definition (organization, environment, connection, tool) WHERE is_current = 1;
CREATE UNIQUE INDEX tool_definition_version
    ON tool_definition (organization, environment, connection, tool, version);
CREATE VIEW tools AS SELECT id, organization, environment, connection, tool AS name,
    connection || '/' || tool AS address, version, lower(hex(digest)) AS digest, definition AS schema_json,
    status AS sync_status, is_current, synced_at FROM tool_definition;
CREATE TABLE view_definition (name TEXT NOT NULL PRIMARY KEY, script TEXT NOT NULL, seal BLOB);
CREATE TABLE worker (
    name TEXT NOT NULL PRIMARY KEY, host TEXT NOT NULL, boot_id TEXT NOT NULL,
    process_id INTEGER NOT NULL, version TEXT NOT NULL, queues TEXT NOT NULL,
    capacity INTEGER NOT NULL, started_at INTEGER NOT NULL, last_seen_at INTEGER NOT NULL,
    is_draining INTEGER NOT NULL, seal BLOB);
