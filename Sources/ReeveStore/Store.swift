/// Where everything lives that reeve keeps: one embedded file, or a server.
///
/// A store gives two things only: a consistent read and an atomic write. Every operation (``apply(_:)``,
/// ``claimRuns(_:)``, ``finishRun(_:)`` ...) is written once, as an extension, over the rows of a
/// ``StoreTransaction``. So an operation means the same in every store.
///
/// ```swift
/// let outcome = try await store.apply(changeSet)
/// let claimed = try await store.claimRuns(RunClaim(worker: "w1", queues: ["default"], limit: 16, now: now))
/// ```
package protocol Store: Sendable {
    /// Runs `body` on one consistent snapshot. `body` runs on a thread of the store's own.
    func read<T: Sendable>(
        _ body: @escaping @Sendable (any StoreReading) throws(StoreError) -> T
    ) async throws(StoreError) -> T

    /// Runs `body` in one write transaction, and returns when it is durable.
    ///
    /// Where `body` throws, everything that it wrote is undone, and nothing else, though several writes may share one
    /// commit. `body` runs on a thread of the store's own, one at a time. It may run again after a lost connection, so
    /// it must have no effect outside the transaction. Cancelling the calling task does not undo it.
    func write<T: Sendable>(
        _ body: @escaping @Sendable (any StoreTransaction) throws(StoreError) -> T
    ) async throws(StoreError) -> T

    /// Writes a consistent copy that can be opened as a store. Throws `alreadyExists` where something exists at `path`.
    func backup(to path: String) async throws(StoreError)

    /// What is wrong with the stored bytes; empty where all is well. Reads the whole store.
    func integrityCheck() async throws(StoreError) -> [String]

    func info() async throws(StoreError) -> StoreInfo

    /// Makes the read-only SQL views of the kinds anew where their texts have changed. Safe to repeat.
    func installViews(_ views: [ViewDefinition]) async throws(StoreError)

    /// Ends the store after the writes that have begun. Later calls throw `closed`.
    func close() async
}
