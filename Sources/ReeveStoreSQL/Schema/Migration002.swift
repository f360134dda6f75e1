internal import ReeveStore

// The second schema: what is added to the first. A store of version 1 comes over with its data, so every new column
// has a default or may be null, and what the default cannot say is worked out by `carry`.
//
// A new store runs both scripts. Views are made anew after the last one; see StoreViews.
extension Migration {
    static let second = Migration(
        number: 2,
        script: """
            -- Objects, revisions and pins.
            -- What may be narrowed to an environment has its name to itself in the whole organization.
            INSERT INTO object_unique_key (name, scope, value, uid)
                SELECT kind || '.name', organization, name, uid FROM object
                WHERE kind IN ('Policy', 'Limit', 'ServiceAccount') ORDER BY organization, environment, name
                ON CONFLICT (name, scope, value) DO NOTHING;

            -- Tools and connections.

            -- Batches, runs and workers.

            -- The audit log.

            """,
        triggers: [])
}
