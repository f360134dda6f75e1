internal import ReeveStore

/// One write operation that waits for a commit.
struct WriteJob: Sendable {
    /// Runs the operation, inside the transaction of the group. It may be called a second time, after a rollback.
    let perform: @Sendable (SQLRows) throws(StoreError) -> Void
    /// Resumes the caller after the commit, or with the error.
    let finish: @Sendable (StoreError?) -> Void
}
