internal import ReeveStore

// The second schema: what is added to the first. A store of version 1 comes over with its data, so every new column
// has a default or may be null, and what the default cannot say is worked out by `carry`.
//
// A new store runs both scripts. Views are made anew after the last one; see StoreViews.
//
// A table with a column `seal` is a sealed one (RowSeal): its rows are sealed by whoever writes them here, and `store check`
// finds those that were changed by other hands. A new table has the column too, unless docs/store.md says why not.
extension Migration {
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
            CREATE TRIGGER object_by_hand AFTER UPDATE ON object WHEN NEW.seal IS OLD.seal AND NEW.seal IS NOT NULL
            BEGIN UPDATE object SET seal = NULL WHERE uid = NEW.uid; END;
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
            ALTER TABLE pause ADD COLUMN seal @blob;
            ALTER TABLE worker ADD COLUMN seal @blob;
            ALTER TABLE process_group ADD COLUMN seal @blob;
            ALTER TABLE limiter_bucket ADD COLUMN seal @blob;
            ALTER TABLE payload ADD COLUMN seal @blob;

            -- The audit log: entries and leaves prove themselves, and columns are compared with their entries.
            ALTER TABLE audit_checkpoint ADD COLUMN seal @blob;

            """,
        triggers: [])
}
