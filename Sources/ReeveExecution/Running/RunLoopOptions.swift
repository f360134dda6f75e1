package import ReeveModel

/// How a worker works.
package struct RunLoopOptions: Sendable {
    /// The worker's name, unique among living workers.
    package var name: String
    package var host: String
    package var bootID: String
    package var processID: Int32
    package var version: String
    package var queues: [String]
    /// How many runs it works on at once.
    package var concurrency: Int
    /// Set: takes only runs of this batch (`run -f`).
    package var batch: ULID?
    /// Whether the worker stays when nothing is due (`run --watch`).
    package var watches: Bool
    package var leaseDuration: Duration
    package var renewEvery: Duration
    /// How often a watching worker looks for new work.
    package var pollEvery: Duration
    /// How long running runs may go on after the first stop. Then they are cancelled.
    package var grace: Duration
    /// True where the caller keeps the worker registered until its servers have ended.
    package var staysRegistered = false

    package init(
        name: String, host: String, bootID: String = "", processID: Int32 = 0, version: String = "0",
        queues: [String] = ["default"], concurrency: Int = 8, batch: ULID? = nil, watches: Bool = false,
        leaseDuration: Duration = .seconds(60), renewEvery: Duration = .seconds(15),
        pollEvery: Duration = .seconds(2), grace: Duration = .seconds(30)
    ) {
        self.name = name
        self.host = host
        self.bootID = bootID
        self.processID = processID
        self.version = version
        self.queues = queues
        self.concurrency = max(1, concurrency)
        self.batch = batch
        self.watches = watches
        self.leaseDuration = leaseDuration
        self.renewEvery = renewEvery
        self.pollEvery = pollEvery
        self.grace = grace
    }
}
