package import ReeveModel

/// Where everything that reeve keeps lives: one embedded file, or a server.
///
/// A store gives two things only: a consistent read and an atomic write. Every operation (``apply(_:)``,
/// ``claimRuns(_:)``, ``finishRuns(_:)`` ...) is written once, as an extension, over the rows of a
/// ``StoreTransaction``; so stores cannot differ in what an operation means.
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

    /// Runs `body` in one write transaction; returns when it is durable.
    ///
    /// What `body` throws undoes all that it wrote and nothing else, though several writes may share one commit.
    /// `body` runs on a thread of the store's own, one at a time, and may be run again after a lost
    /// connection: it must have no effect but on the transaction. Cancelling the calling task does not undo it.
    func write<T: Sendable>(
        _ body: @escaping @Sendable (any StoreTransaction) throws(StoreError) -> T
    ) async throws(StoreError) -> T

    /// Writes a consistent copy that can be opened as a store; fails with `alreadyExists` where `path` exists.
    func backup(to path: String) async throws(StoreError)

    /// What is wrong with the stored bytes; empty where all is well. Reads everything.
    func integrityCheck() async throws(StoreError) -> [String]

    func info() async throws(StoreError) -> StoreInfo

    /// Makes the read-only SQL views of the kinds anew, where their texts have changed.
    func installViews(_ views: [ViewDefinition]) async throws(StoreError)

    /// Ends after the writes that were begun; later calls fail with `closed`.
    func close() async
}

/// The state that every transaction carries on.
package struct StoreHead: Sendable, Hashable {
    /// Made with the store; copies and backups keep it.
    package var storeID: ULID
    /// Raised by one with each apply that changes something.
    package var serial: Int64

    package init(storeID: ULID, serial: Int64) {
        self.storeID = storeID
        self.serial = serial
    }

    /// What a plan names that was made where there was no store yet.
    package static let noStoreID = ULID.none

    /// Whether a plan that was made for `store` may be applied now: one for this store, or one that was made before
    /// there was a store, as long as nothing was applied here.
    package func takes(planFor store: ULID) -> Bool { store == storeID || (store == Self.noStoreID && serial == 0) }

    /// Whether a plan that was made for `store` may have been applied here before.
    package func mayHaveTaken(planFor store: ULID) -> Bool { store == storeID || store == Self.noStoreID }
}

/// What `store info` shows.
package struct StoreInfo: Sendable, Hashable {
    /// `sqlite`, `postgresql`, `memory`.
    package var engine: String
    /// The path or the address, without a password.
    package var place: String
    package var sizeBytes: Int64
    /// The schema's version and the engine's own.
    package var schemaVersion: Int
    package var engineVersion: String
    package var head: StoreHead
    package var auditSize: Int64
    /// Rows by what they are: `objects`, `runs`, `batches`, `audit_entries` ...
    package var counts: [String: Int64]

    package init(
        engine: String, place: String, sizeBytes: Int64, schemaVersion: Int, engineVersion: String,
        head: StoreHead, auditSize: Int64, counts: [String: Int64]
    ) {
        self.engine = engine
        self.place = place
        self.sizeBytes = sizeBytes
        self.schemaVersion = schemaVersion
        self.engineVersion = engineVersion
        self.head = head
        self.auditSize = auditSize
        self.counts = counts
    }
}

/// A read-only SQL view over the objects of one kind, made from the kind's description.
package struct ViewDefinition: Sendable, Hashable {
    package struct Column: Sendable, Hashable {
        package var name: String
        /// A JSON Pointer into the spec, or into the element; the view shows a scalar as text, number or 0/1, the rest as JSON.
        package var pointer: String

        package init(name: String, pointer: String) {
            self.name = name
            self.pointer = pointer
        }
    }

    /// Lower-case letters, digits and `_`.
    package var name: String
    package var kind: String
    /// A JSON Pointer to a list of the spec: the view has a row for each of its elements. Nil: a row an object.
    package var elements: String?
    package var columns: [Column]

    package init(name: String, kind: String, elements: String? = nil, columns: [Column]) {
        self.name = name
        self.kind = kind
        self.elements = elements
        self.columns = columns
    }
}
