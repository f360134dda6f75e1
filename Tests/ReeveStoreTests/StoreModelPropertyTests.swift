import ReeveAudit
import ReeveJSON
import ReeveModel
import ReeveStore
import TestSupport
import Testing

/// Random operations give the same answers, rows and log on every store.
@Suite struct StoreModelPropertyTests {
    @Test(arguments: 0..<6)
    func everyStoreDoesWhatTheModelDoes(round: Int) async throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("everyStoreDoesWhatTheModelDoes round \(round), seed \(seed)")
        let model = try await StoreUnderTest.memory.with {
            try await RandomOperations(seed: seed).run(on: $0, steps: 250)
        }
        for kind in StoreUnderTest.allCases where kind != .memory {
            let found = try await kind.with { try await RandomOperations(seed: seed).run(on: $0, steps: 250) }
            for (index, (wanted, got)) in zip(model, found).enumerated() where wanted != got {
                Issue.record("seed \(seed), step \(index), \(kind): '\(got)' and not '\(wanted)'")
                break
            }
            #expect(model.count == found.count, "seed \(seed)")
        }
    }
}

private struct RandomOperations {
    private var random: SeededGenerator
    private var clock = 0
    private var plans = 0
    private var batches = 0
    private var claimed: [ClaimedRun] = []

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    /// One line for each step: its answer or its error; at the end everything that can be read.
    func run(on store: any Store, steps: Int) async throws -> [String] {
        var operations = self
        var log: [String] = []
        for _ in 0..<steps {
            operations.clock += Int.random(in: 0...20, using: &operations.random)
            do {
                log.append(try await operations.step(store))
            } catch let error as StoreError {
                log.append("\(error.code)")
            }
            try await Self.checkInvariants(store)
        }
        return log + (try await Self.dump(store))
    }

    private var now: Timestamp { Sample.time(clock) }

    private mutating func pick<T>(_ values: [T]) -> T? { values.randomElement(using: &random) }
    private mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

    private mutating func step(_ store: any Store) async throws -> String {
        switch number(0...11) {
        case 0, 1: return try await apply(store)
        case 2: return try await submit(store)
        case 3, 4:
            let new = try await store.claim(number(1...4), worker: "w\(number(1...2))", at: now)
            claimed += new
            return "\(new.map { "\($0.run.id) \($0.lease)" })"
        case 5:
            guard let one = pick(claimed) else { return "-" }
            try await store.start(one, at: now)
            return "started"
        case 6, 7: return try await finish(store)
        case 8:
            let report = try await store.expireLeases(
                LeaseSweep(now: now, host: "h", bootID: "b", lostWorkers: number(0...9) == 0 ? ["w1"] : []))
            return "\(report.requeued) \(report.interrupted) \(report.failed) \(report.effects.closedBatches.count)"
        case 9:
            guard let run = pick(try await store.runs()) else { return "-" }
            let effects = try await store.cancelRun(run.id, actor: "user:anna", now: now)
            return "\(effects.cancelled) \(effects.skipped)"
        case 10:
            let ended = RunFilter(statuses: [.failed, .cancelled, .interrupted], newestOnly: true)
            guard let run = pick(try await store.runs(ended)) else { return "-" }
            let retry = try await store.retryRun(run.id, events: [Sample.event(.runRetried, at: now)], now: now)
            return "\(retry.run.id) \(retry.dependents.count)"
        default:
            guard let lease = pick(claimed)?.lease else { return "-" }
            return "\(try await store.renewLeases([lease], until: now.advanced(by: .seconds(60))))"
        }
    }

    private mutating func apply(_ store: any Store) async throws -> String {
        plans += 1
        var changes: [ObjectChange] = []
        let heads = try await store.snapshot().objects
        for _ in 0...number(0...3) {
            let key = Sample.key("o\(number(1...8))")
            let known = heads.first { $0.key == key }
            let target = Sample.key("o\(number(1...8))")
            let references = number(0...3) == 0 ? [ReferenceTarget(field: "/x", target: target)] : []
            let keys = number(0...2) == 0 ? [StoredUniqueKey(name: "k", value: "v\(number(1...4))")] : []
            let content = Sample.content("\(number(1...99))", references: references, uniqueKeys: keys)
            let generation = number(0...9) == 0 ? 7 : known?.generation ?? 0
            switch known == nil ? 0 : number(1...5) {
            case 0: changes.append(ObjectChange(.create, key, content: content))
            case 1: changes.append(ObjectChange(.delete, key, expectedGeneration: generation))
            case 2: changes.append(ObjectChange(.replace, key, expectedGeneration: generation, content: content))
            case 3:
                changes.append(
                    ObjectChange(.rename, key, expectedGeneration: generation, newKey: target, content: content))
            default: changes.append(ObjectChange(.update, key, expectedGeneration: generation, content: content))
            }
        }
        switch try await store.apply(changes, plan: plans) {
        case .applied(let serial, let uids): return "\(serial) \(uids.sorted { $0.key < $1.key }.map(\.value))"
        case let other: return "\(other)"
        }
    }

    private mutating func submit(_ store: any Store) async throws -> String {
        batches += 1
        let count = number(1...6)
        var needs: [(Int, Int, RunNeed.Condition)] = []
        if count > 1 {
            for run in 2...count where number(0...1) == 0 {
                needs.append((run, number(1...run - 1), pick(RunNeed.Condition.allCases) ?? .succeeded))
            }
        }
        let submission = Sample.submission(
            batch: batches, runs: count, organization: "org\(number(1...3))", concurrency: number(1...3),
            priority: number(0...9), maxFailures: number(0...2) == 0 ? number(0...2) : nil,
            key: number(0...4) == 0 ? "key\(number(1...3))" : nil,
            deadline: number(0...4) == 0 ? now.advanced(by: .seconds(120)) : nil,
            isIdempotent: number(0...1) == 0, hasReadBack: number(0...1) == 0, at: now, needs: needs)
        return "\(try await store.submitBatch(submission, events: [Sample.event(.batchSubmitted, at: now)]).batch.id)"
    }

    private mutating func finish(_ store: any Store) async throws -> String {
        guard let one = pick(claimed) else { return "-" }
        let status = pick([
            RunStatus.succeeded, .succeeded, .failed, .retryable, .scheduled, .awaitingApproval, .denied,
        ])
        let effects = try await store.finish(
            one, status ?? .succeeded, dueAt: now.advanced(by: .seconds(number(0...40))),
            isExpected: number(0...5) == 0, at: now)
        return "\(effects.released) \(effects.skipped) \(effects.cancelled) \(effects.closedBatches.count)"
    }

    /// What must hold after every step, whatever was done.
    private static func checkInvariants(_ store: any Store) async throws {
        let runs = try await store.runs()
        let leased = try await store.read { rows throws(StoreError) in
            try rows.leases(worker: "w1").map(\.run) + rows.leases(worker: "w2").map(\.run)
        }
        #expect(
            Set(leased) == Set(runs.filter { $0.state.status == .running }.map(\.id)), "a lease for each running run")
        for run in runs { #expect(run.state.status.isTerminal == (run.state.endedAt != nil), "\(run.id)") }
        for batch in try await store.batches() {
            let own = runs.filter { $0.identity.batch == batch.id }
            #expect(own.filter { $0.state.status == .running }.count <= batch.concurrency)
            #expect((batch.status == .open) == own.contains { $0.state.endedAt == nil }, "\(batch.id)")
        }
    }

    private static func dump(_ store: any Store) async throws -> [String] {
        var lines = try await store.objects(.all).map { "\($0)" }
        lines += try await store.runs().map { "\($0)" }
        lines += try await store.batches().map { "\($0)" }
        for run in try await store.runs() {
            lines += try await store.attempts(of: run.id).map { "\($0)" }
            lines += try await store.steps(of: run.id).map { "\($0)" }
        }
        lines += try await store.queueCounts().map { "\($0)" }
        lines += try await store.auditEntries(from: 0).map { String(decoding: $0.bytes, as: UTF8.self) }
        lines.append("\(try await store.auditHead().frontier.root)")
        return lines
    }
}
