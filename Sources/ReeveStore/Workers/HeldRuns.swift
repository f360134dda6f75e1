package import ReeveModel

/// How many runs a pause holds back at a moment. Runs that two pauses hold are counted with each.
package struct HeldRuns: Sendable, Hashable {
    package let pause: Pause
    package let count: Int

    package init(pause: Pause, count: Int) {
        self.pause = pause
        self.count = count
    }

    /// Runs that would be claimed without the pause, now or when they are due.
    package static let statuses: Set<RunStatus> = [.ready, .retryable, .scheduled]
}

extension StoreReading {
    /// The pauses that hold runs back, in the order of ``pauses()``.
    ///
    /// - Parameters:
    ///   - queues: nil for all.
    ///   - batch: nil for all.
    package func heldRuns(queues: [String]? = nil, batch: ULID? = nil) throws(StoreError) -> [HeldRuns] {
        var held: [HeldRuns] = []
        for pause in try pauses() {
            var filter = RunFilter(batch: batch, statuses: HeldRuns.statuses)
            let target = pause.target
            switch target.kind {
            case .queue: filter.queue = target.name
            case .organization: filter.organizations = [target.name]
            case .agent: filter.agent = target.name
            case .provider: filter.provider = target.name
            }
            if !target.organization.isEmpty { filter.organizations = [target.organization] }
            if !target.environment.isEmpty { filter.environment = target.environment }
            var count = 0
            let wanted = target.kind == .queue ? [target.name] : queues ?? []
            if let queues, target.kind == .queue, !queues.contains(target.name) { continue }
            if wanted.isEmpty {
                count = try runCount(filter)
            } else {
                for queue in wanted {
                    filter.queue = queue
                    count += try runCount(filter)
                }
            }
            if count > 0 { held.append(HeldRuns(pause: pause, count: count)) }
        }
        return held
    }
}
