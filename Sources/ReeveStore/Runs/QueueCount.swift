package import ReeveModel

/// Runs of one queue by status.
package struct QueueCount: Sendable, Hashable {
    package var queue: String
    package var organization: String
    package var status: RunStatus
    package var count: Int

    package init(queue: String, organization: String, status: RunStatus, count: Int) {
        self.queue = queue
        self.organization = organization
        self.status = status
        self.count = count
    }
}
