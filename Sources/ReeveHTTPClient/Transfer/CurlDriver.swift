import CLibCurl

/// Runs the transfers of one client. It lives on the client's thread and nowhere else.
final class CurlDriver {
    private let multi: UnsafeMutableRawPointer
    private let configuration: HTTPClient.Configuration
    private let secrets: CurlSecrets
    private var queue: AdmissionQueue
    private var waiting: [UInt64: (plan: TransferPlan, exchange: TransferExchange)] = [:]
    private var running: [UInt64: CurlTransfer] = [:]
    /// The transfer of each handle.
    private var ids: [UnsafeMutableRawPointer: UInt64] = [:]
    /// No deadline is before this instant; nil where nothing runs or waits.
    private var nextDeadline: ContinuousClock.Instant?

    init(multi: UnsafeMutableRawPointer, configuration: HTTPClient.Configuration) {
        self.multi = multi
        self.configuration = configuration
        secrets = CurlSecrets(configuration.tls)
        queue = AdmissionQueue(runningMax: configuration.connectionsPerOriginMax)
        _ = clibcurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, max(1, configuration.idleConnectionsMax))
    }

    /// Returns when the loop is to end; no transfer is left then.
    func run(_ loop: CurlLoop) {
        while let commands = loop.takeCommands() {
            for command in commands { take(command) }
            _ = clibcurl_multi_perform(multi)
            takeEnded()
            expire()
            _ = clibcurl_multi_poll(multi, pollMilliseconds)
        }
        for id in Array(running.keys) { finish(id, .clientEnded(requestSent: false), startsNext: false) }
        for (_, transfer) in waiting { transfer.exchange.end(.clientEnded(requestSent: false)) }
    }

    private func take(_ command: CurlLoop.Command) {
        switch command {
        case .start(let plan, let exchange):
            expect(plan.end)
            if queue.enter(exchange.id, to: plan.url.origin) {
                start(plan, exchange)
            } else {
                waiting[exchange.id] = (plan, exchange)
            }
        case .cancel(let id):
            give(up: id, HTTPError(.cancelled, "the request was cancelled", requestSent: false))
        case .resume(let id):
            guard let transfer = running[id] else { return }
            let code = transfer.resume()
            guard code == CURLE_OK, transfer.failure == nil else { return finish(id, transfer.error(code)) }
            expect(transfer.earliestDeadline)
        }
    }

    private func start(_ plan: TransferPlan, _ exchange: TransferExchange) {
        let id = exchange.id
        guard let transfer = CurlTransfer(plan, exchange, configuration: configuration, secrets: secrets) else {
            exchange.end(HTTPError(.connectFailed, "libcurl has no memory", requestSent: false))
            return leave(plan.url.origin)
        }
        running[id] = transfer
        ids[transfer.easy] = id
        if let failure = transfer.failure { return finish(id, failure) }
        guard clibcurl_multi_add(multi, transfer.easy) == CURLM_OK else {
            return finish(id, HTTPError(.connectFailed, "libcurl has no memory", requestSent: false))
        }
        expect(transfer.earliestDeadline)
    }

    private func takeEnded() {
        var code = CURLE_OK
        while let easy = clibcurl_multi_take_ended(multi, &code) {
            guard let id = ids[easy], let transfer = running[id] else { continue }
            finish(id, transfer.error(code))
        }
    }

    /// Ends a transfer that runs or waits.
    private func give(up id: UInt64, _ error: HTTPError) {
        if queue.withdraw(id) {
            waiting.removeValue(forKey: id)?.exchange.end(error)
        } else {
            finish(id, error)
        }
    }

    private func finish(_ id: UInt64, _ error: HTTPError?, startsNext: Bool = true) {
        guard let transfer = running.removeValue(forKey: id) else { return }
        ids[transfer.easy] = nil
        var error = error
        error?.requestSent = transfer.requestSent
        // A connection in the middle of a response is closed with its transfer.
        _ = clibcurl_multi_remove(multi, transfer.easy)
        transfer.close()
        transfer.exchange.end(error)
        if startsNext { leave(transfer.plan.url.origin) }
    }

    private func leave(_ origin: HTTPOrigin) {
        guard let id = queue.leave(origin), let next = waiting.removeValue(forKey: id) else { return }
        start(next.plan, next.exchange)
    }

    // MARK: deadlines

    private func expect(_ instant: ContinuousClock.Instant) {
        nextDeadline = min(nextDeadline ?? instant, instant)
    }

    /// Looks at all transfers, but not before the earliest deadline that was known.
    ///
    /// INVARIANT (earliest deadline): no deadline moves before the instant that `expect` was told, except by ``take(_:)``,
    /// which tells the new one.
    private func expire() {
        let now = ContinuousClock.now
        guard let nextDeadline, nextDeadline <= now else { return }
        for (id, transfer) in running {
            let deadline = transfer.deadline
            if deadline.instant <= now { finish(id, transfer.timedOut(deadline.code)) }
        }
        for (id, transfer) in waiting where transfer.plan.end <= now {
            give(up: id, .timedOut(.totalTimedOut, transfer.plan))
        }
        self.nextDeadline = nil
        for transfer in running.values { expect(transfer.earliestDeadline) }
        for transfer in waiting.values { expect(transfer.plan.end) }
    }

    /// Up to ten minutes; rounded up, so that a deadline has passed when the poll returns.
    private var pollMilliseconds: Int32 {
        guard let nextDeadline else { return 600_000 }
        let (seconds, attoseconds) = ContinuousClock.now.duration(to: nextDeadline).components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        guard seconds < 600 else { return 600_000 }
        return Int32(seconds * 1_000 + attoseconds / 1_000_000_000_000_000 + 1)
    }
}
