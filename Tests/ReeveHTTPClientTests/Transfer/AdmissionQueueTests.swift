import TestSupport
import Testing

@testable import ReeveHTTPClient

@Suite struct AdmissionQueueTests {
    private static func origin(_ host: String) throws -> HTTPOrigin { try HTTPURL("http://\(host)/").origin }

    @Test func thoseAboveTheBoundWaitInTheirOrder() throws {
        let (a, b) = (try Self.origin("a"), try Self.origin("b"))
        var queue = AdmissionQueue(runningMax: 2)
        let entered = (1...5).map { queue.enter($0, to: a) }
        #expect(entered == [true, true, false, false, false])
        let other = queue.enter(6, to: b)
        #expect(other)
        let withdrawn = [queue.withdraw(4), queue.withdraw(4), queue.withdraw(1)]
        #expect(withdrawn == [true, false, false])
        let next = [queue.leave(a), queue.leave(a), queue.leave(a), queue.leave(b)]
        #expect(next == [3, 5, nil, nil])
        let again = [queue.enter(7, to: a), queue.enter(8, to: a)]
        #expect(again == [true, false])
    }

    @Test func noMoreThanAllowedRunAndNobodyIsForgotten() throws {
        var random = SeededGenerator(seed: SeededGenerator.chosenSeed())
        print("AdmissionQueueTests: seed \(random.seed)")
        let origin = try Self.origin("a")
        var queue = AdmissionQueue(runningMax: 3)
        var (running, waiting): (Set<UInt64>, [UInt64]) = ([], [])
        for id in 1...UInt64(5_000) {
            switch Int.random(in: 0..<8, using: &random) {
            case 0...3:
                if queue.enter(id, to: origin) { running.insert(id) } else { waiting.append(id) }
            case 4:
                guard let gone = waiting.randomElement(using: &random) else { continue }
                let isWithdrawn = queue.withdraw(gone)
                #expect(isWithdrawn)
                waiting.removeAll { $0 == gone }
            default:
                guard let ended = running.randomElement(using: &random) else { continue }
                running.remove(ended)
                let next = queue.leave(origin)
                #expect(next == waiting.first, "seed \(random.seed)")
                if let next { running.insert(next) }
                waiting = Array(waiting.dropFirst())
            }
            #expect(running.count <= 3, "seed \(random.seed)")
            #expect(waiting.isEmpty || running.count == 3, "seed \(random.seed)")
        }
    }
}
