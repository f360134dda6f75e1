package import ReeveModel

/// Why a store could not do what was asked.
///
/// Callers decide by ``code``; the text is for people. Where an error is thrown, the transaction has left nothing
/// behind.
package struct StoreError: Error, Sendable, Hashable {
    package enum Code: Sendable, Hashable {
        /// Another process has held the writer lock for longer than the lock timeout.
        case locked(LockHolder)
        /// The store was opened for reading, or its file or folder may not be written.
        case readOnly
        /// The disk, the quota or the page limit is used up.
        case full
        /// The store was written by a newer reeve.
        case newerVersion(found: Int, known: Int)
        /// The store was written by an older reeve. An open that may write has to migrate it first.
        case olderVersion(found: Int, known: Int)
        /// The file is no database, or a database of another program.
        case notADatabase
        /// What was asked for does not exist.
        case missing(StoredItem)
        /// Something with this identity exists already.
        case alreadyExists(StoredItem)
        /// The stored bytes contradict themselves.
        case corrupt
        /// The write depends on a row that other hands have changed.
        case edited(StoredItem)
        /// The plan was made for another store.
        case wrongStore(expected: ULID, found: ULID)
        /// An object does not have the generation that the plan saw; 0 means that it does not exist.
        case staleGeneration(ObjectKey, expected: Int64, found: Int64)
        /// Another object holds the unique key.
        case uniqueViolation(name: String, value: String, by: ObjectKey)
        /// An object that is to be deleted is still referred to.
        case referenced(ObjectKey, by: [ObjectKey])
        /// An organization or environment that is to be deleted or renamed still holds these objects (the first few).
        case scopeNotEmpty(ObjectKey, by: [ObjectKey])
        /// The last active owner of an organization would be lost; nil stands for the last active admin of the
        /// platform.
        case lastSteward(of: ObjectKey?)
        /// Runs that have not ended still need an object that is to be deleted (the first few).
        case neededByRuns(ObjectKey, runs: [ULID])
        /// The worker's lease has ended, or another epoch has the run.
        case leaseLost(run: ULID, epoch: Int64)
        /// The status of a run or batch does not allow this.
        case illegalTransition(StoredItem, from: String, to: String)
        /// The idempotency key was used before with other content.
        case idempotencyConflict(key: String, batch: ULID)
        /// Something is larger than the store takes.
        case tooLarge(limit: Int)
        /// The request contradicts itself. This is a mistake of the caller, and nothing was written.
        case invalidRequest
        /// The store was closed.
        case closed
        /// The operating system or the connection failed.
        case ioFailure
    }

    package let code: Code
    /// What was done when the error came, or with which part; for people. It never holds a secret.
    package let detail: String
    /// The code and text of the engine, where it gave any.
    package let underlying: String?

    package init(_ code: Code, _ detail: String = "", underlying: String? = nil) {
        self.code = code
        self.detail = detail
        self.underlying = underlying
    }

    /// Whether the same request, unchanged, may succeed later.
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
