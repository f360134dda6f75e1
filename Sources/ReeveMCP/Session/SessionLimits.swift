/// Bounds on what a server can make us do.
package struct SessionLimits: Sendable {
    package var listPagesMax = 1_000
    package var listEntriesMax = 10_000
    /// Progress notes delivered for one call; more are counted and dropped.
    package var progressNotesMax = 1_000
    package var requestBytesMax = 16 << 20
    /// Messages in one JSON-RPC batch.
    package var batchMessagesMax = 1_000
    /// How often a call is sent again because the server wants input that it is told it does not get.
    package var inputRoundsMax = 10

    package init() {}
}
