/// Limits of one server process. Each process that the server starts has the same limits for itself.
package struct ProcessLimits: Sendable, Hashable {
    /// Time on processors; SIGXCPU at the limit, SIGKILL two seconds later.
    package var cpuSeconds: Int?
    /// RLIMIT_DATA. (An address-space limit would break runtimes that reserve much and use little.)
    package var memoryBytes: Int?
    package var openFiles: Int?

    package init(cpuSeconds: Int? = nil, memoryBytes: Int? = nil, openFiles: Int? = nil) {
        self.cpuSeconds = cpuSeconds
        self.memoryBytes = memoryBytes
        self.openFiles = openFiles
    }

    var isEmpty: Bool { cpuSeconds == nil && memoryBytes == nil && openFiles == nil }
}
