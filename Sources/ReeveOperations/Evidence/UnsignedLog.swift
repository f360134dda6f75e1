import ReeveStore

/// Why the log could not be signed. What was done is reported before it.
package struct UnsignedLog: Sendable {
    package let error: any Error

    /// Signs the present log. Nil where that succeeded.
    ///
    /// After a failure, what was done is still in the log, and the next signature covers it. But the operation must not
    /// report a full success.
    static func sign(_ store: any Store, in context: OperationContext) async -> UnsignedLog? {
        do {
            try await context.writeCheckpoint(of: store)
            return nil
        } catch {
            return UnsignedLog(error: error)
        }
    }
}
