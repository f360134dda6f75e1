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

            -- Tools and connections.

            -- Batches, runs and workers.

            -- The audit log.

            """,
        triggers: [])
}
