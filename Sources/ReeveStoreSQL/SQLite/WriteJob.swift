internal import ReeveStore

/// One write operation on its way to a commit.
struct WriteJob: Sendable {
    /// Runs the operation, inside a savepoint.
    let perform: @Sendable (SQLRows) throws(StoreError) -> Void
    /// Resumes the caller, after the commit; with the error where there was one.
    let finish: @Sendable (StoreError?) -> Void
}
