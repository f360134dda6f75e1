import Synchronization
import Testing

@testable import ReeveOperations

@Suite struct StopHandleTests {
    private final class Calls: Sendable {
        private let numbers = Mutex<[Int]>([])
        var all: [Int] { numbers.withLock { $0 } }
        func add(_ number: Int) { numbers.withLock { $0.append(number) } }
    }

    @Test func requestsThatCameEarlyAreHandedOn() {
        let (handle, calls) = (StopHandle(), Calls())
        handle.request()
        handle.handOn(to: { calls.add($0) })
        handle.request()
        #expect(calls.all == [1, 2])
        #expect(handle.requests == 2)
    }

    @Test func theWatchLivesBetweenBeginAndEnd() {
        let calls = Calls()
        let handle = StopHandle { handle in
            calls.add(0)
            handle.request()
            return { calls.add(9) }
        }
        handle.handOn(to: { calls.add($0) })
        #expect(calls.all.isEmpty)
        handle.begin()
        handle.end()
        handle.end()
        handle.request()
        #expect(calls.all == [0, 1, 9])
        #expect(handle.requests == 2)
    }
}
