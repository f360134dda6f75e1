internal import ReeveStore

// The second schema: what is added to the first. A store of version 1 keeps its data. So every new column has a default
// or may be null, and `carry` computes what a default cannot say.
//
// A new store runs both scripts. Views are made anew after the last script; see StoreViews.
//
// A table with a column `seal` is a sealed one (RowSeal). Each row that reeve writes gets its seal, and `store check`
// finds the rows that were changed by other hands. A new table needs the column too, unless decision 12 says why not.
extension SQLiteMigrations {
    static let second = Migration(
        number: 2,
        script: """
            -- The head and the values of rooms.
            ALTER TABLE store_head ADD COLUMN seal @blob;
            ALTER TABLE store_value ADD COLUMN seal @blob;
            ALTER TABLE view_definition ADD COLUMN seal @blob;

            -- Objects, revisions and pins.
            -- What may be narrowed to an environment has its name to itself in the whole organization.
            INSERT INTO object_unique_key (name, scope, value, uid)
                SELECT kind || '.name', organization, name, uid FROM object
                WHERE kind IN ('Policy', 'Limit', 'ServiceAccount') ORDER BY organization, environment, name
                ON CONFLICT (name, scope, value) DO NOTHING;
            ALTER TABLE object ADD COLUMN seal @blob;
            ALTER TABLE object_reference ADD COLUMN seal @blob;
            ALTER TABLE object_unique_key ADD COLUMN seal @blob;
            ALTER TABLE pin ADD COLUMN seal @blob;
            ALTER TABLE revision ADD COLUMN seal @blob;
            ALTER TABLE revision_change ADD COLUMN seal @blob;
            ALTER TABLE consumed_plan ADD COLUMN seal @blob;
            -- Whoever changes an object by hand clears its seal; a statement of ours sets it. The index makes them
            -- cheap to find for a plan.
            -- What it was called stays in hand_edit, and so does what was deleted: a rule that is no longer found where
            -- the gate looks for it must not count as one that never was. A delete of ours sets the seal to x'00' first.
            CREATE TABLE hand_edit (
                row_kind TEXT NOT NULL, uid TEXT NOT NULL, kind TEXT NOT NULL, organization TEXT NOT NULL,
                environment TEXT NOT NULL, name TEXT NOT NULL,
                PRIMARY KEY (row_kind, uid, kind, organization, environment, name)) @narrow;
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
            CREATE INDEX object_unsealed ON object (uid) WHERE seal IS NULL;

            -- Tools and connections.
            ALTER TABLE tool_definition ADD COLUMN seal @blob;
            ALTER TABLE connection_status ADD COLUMN seal @blob;

            -- Batches, runs and workers.
            ALTER TABLE batch ADD COLUMN seal @blob;
            ALTER TABLE run ADD COLUMN seal @blob;
            ALTER TABLE run_content ADD COLUMN seal @blob;
            ALTER TABLE run_need ADD COLUMN seal @blob;
            ALTER TABLE run_object ADD COLUMN seal @blob;
            ALTER TABLE run_attempt ADD COLUMN seal @blob;
            ALTER TABLE run_step ADD COLUMN seal @blob;
            CREATE TABLE task_entry (
                run_id TEXT NOT NULL, ordinal @integer NOT NULL, attempt @integer NOT NULL, kind TEXT NOT NULL,
                status TEXT NOT NULL, tool TEXT, provider TEXT, model TEXT, reserved_tokens @integer,
                reserved_cost @integer, tokens_in @integer, tokens_out @integer, tokens_cached @integer,
                cost @integer, content TEXT NOT NULL, started_at @integer NOT NULL, ended_at @integer, seal @blob,
                PRIMARY KEY (run_id, ordinal));
            ALTER TABLE pause ADD COLUMN seal @blob;
            ALTER TABLE worker ADD COLUMN seal @blob;
            ALTER TABLE process_group ADD COLUMN seal @blob;
            ALTER TABLE limiter_bucket ADD COLUMN seal @blob;
            ALTER TABLE payload ADD COLUMN seal @blob;

            -- Approvals: what people are asked, and what they say. An absent call is the empty text.
            CREATE TABLE approval (
                id TEXT NOT NULL PRIMARY KEY, run_id TEXT NOT NULL, call TEXT NOT NULL, kind TEXT NOT NULL,
                status TEXT NOT NULL, digest @blob NOT NULL, document TEXT NOT NULL, created_at @integer NOT NULL,
                expires_at @integer NOT NULL, ended_at @integer, seal @blob);
            CREATE INDEX approval_run ON approval (run_id, id);
            CREATE INDEX approval_open ON approval (run_id) WHERE status IN ('pending', 'approved');
            CREATE INDEX approval_pending ON approval (expires_at) WHERE status = 'pending';
            CREATE TABLE approval_vote (
                approval_id TEXT NOT NULL, approver TEXT NOT NULL, verdict TEXT NOT NULL, standing TEXT NOT NULL,
                reason TEXT, voted_at @integer NOT NULL, seal @blob, PRIMARY KEY (approval_id, approver));

            -- The audit log: entries and leaves prove themselves, and columns are compared with their entries.
            ALTER TABLE audit_checkpoint ADD COLUMN seal @blob;

            """,
        triggers: [])
}
