package import ReeveModel

/// A run that a claim may take, with just enough to decide without reading the run.
package struct ClaimCandidate: Sendable, Hashable {
    package var run: ULID
    package var rank: Int64
    package var batch: ULID
    package var environment: String
    package var agent: String?
    package var provider: String?
    package var assignedWorker: String?

    package init(
        run: ULID, rank: Int64, batch: ULID, environment: String, agent: String?, provider: String?,
        assignedWorker: String?
    ) {
        self.run = run
        self.rank = rank
        self.batch = batch
        self.environment = environment
        self.agent = agent
        self.provider = provider
        self.assignedWorker = assignedWorker
    }
}
