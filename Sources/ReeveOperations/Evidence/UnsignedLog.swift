import ReeveStore

/// Why the log could not be signed: kept beside what was done, which is told first.
package struct UnsignedLog: Sendable {
    package let error: any Error

    /// Signs the log as it is now; nil where that went well.
    ///
    /// What was done stands in the log, and the next signature covers it; but nobody is told that all is well.
    static func sign(_ store: any Store, in context: OperationContext) async -> UnsignedLog? {
        do {
            try await context.writeCheckpoint(of: store)
            return nil
        } catch {
            return UnsignedLog(error: error)
        }
    }
}
