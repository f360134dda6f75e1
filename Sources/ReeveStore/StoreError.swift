package import ReeveModel

/// Why a store could not do what it was asked.
///
/// Callers decide by ``code``; the text is for people. A thrown error means that the transaction
/// left nothing behind.
package struct StoreError: Error, Sendable, Hashable {
    package enum Code: Sendable, Hashable {
        /// Another process held the writer lock for longer than the lock timeout.
        case locked(LockHolder)
        /// The store was opened for reading, or its file or folder may not be written.
        case readOnly
        /// The disk, the quota or the page limit is exhausted.
        case full
        /// The store was written by a newer reeve.
        case newerVersion(found: Int, known: Int)
        /// The store was written by an older reeve and has to be migrated first, by an open that may write.
        case olderVersion(found: Int, known: Int)
        /// The file is no database, or a database of another program.
        case notADatabase
        /// What was asked for does not exist.
        case missing(StoredItem)
        /// Something with this identity exists already.
        case alreadyExists(StoredItem)
        /// The stored bytes contradict themselves.
        case corrupt
        /// A row was changed by other hands than the store's, and what would be written goes by it.
        case edited(StoredItem)
        /// The plan was made for another store.
        case wrongStore(expected: ULID, found: ULID)
        /// An object is not at the generation that the plan was made from; 0 stands for "does not exist".
        case staleGeneration(ObjectKey, expected: Int64, found: Int64)
        /// A unique key is held by another object.
        case uniqueViolation(name: String, value: String, by: ObjectKey)
        /// An object that should go is still pointed at.
        case referenced(ObjectKey, by: [ObjectKey])
        /// An organization or environment that should go, or get another name, still holds these (the first few).
        case scopeNotEmpty(ObjectKey, by: [ObjectKey])
        /// The last active owner of an organization would go; nil: the last active admin of the platform.
        case lastSteward(of: ObjectKey?)
        /// An object that should go is still needed by runs that have not ended (the first few of them).
        case neededByRuns(ObjectKey, runs: [ULID])
        /// The worker's lease has ended or has gone to another epoch.
        case leaseLost(run: ULID, epoch: Int64)
        /// A run or batch is not in a state from which this may happen.
        case illegalTransition(StoredItem, from: String, to: String)
        /// The idempotency key was used before with other content.
        case idempotencyConflict(key: String, batch: ULID)
        /// Something is larger than the store takes.
        case tooLarge(limit: Int)
        /// The request contradicts itself; a mistake of the caller, found before anything was written.
        case invalidRequest
        /// The store was closed.
        case closed
        /// The operating system or the connection failed.
        case ioFailure
    }

    package let code: Code
    /// What was being done or with which part, for people; never holds a secret.
    package let detail: String
    /// The engine's own code and text, where there is one.
    package let underlying: String?

    package init(_ code: Code, _ detail: String = "", underlying: String? = nil) {
        self.code = code
        self.detail = detail
        self.underlying = underlying
    }

    /// Whether the same request may succeed later without any change to it.
    package var isRetryable: Bool {
        switch code {
        case .locked, .ioFailure: true
        default: false
        }
    }
}

extension StoreError: CustomStringConvertible {
    package var description: String {
        var out = "\(code)"
        if !detail.isEmpty { out += ": " + detail }
        if let underlying { out += " (" + underlying + ")" }
        return out
    }
}
