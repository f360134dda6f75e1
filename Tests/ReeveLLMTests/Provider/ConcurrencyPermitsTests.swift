import TestSupport
import Testing

@testable import ReeveLLM

@Suite struct ConcurrencyPermitsTests {
    @Test func noMoreThanTheirNumberAreOutAtOnce() async {
        let permits = ConcurrencyPermits(3)
        let count = Observed((now: 0, most: 0, done: 0))
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    guard await permits.take() else { return }
                    count.withLock { state in
                        state.now += 1
                        state.most = max(state.most, state.now)
                    }
                    await Task.yield()
                    count.withLock { state in
                        state.now -= 1
                        state.done += 1
                    }
                    permits.giveBack()
                }
            }
        }
        count.withLock { state in
            #expect(state.done == 200)
            #expect((1...3).contains(state.most))
        }
        #expect((0..<4).map { _ in permits.takeIfFree() } == [true, true, true, false])
    }

    @Test func aCancelledWaiterTakesNone() async {
        let permits = ConcurrencyPermits(1)
        #expect(permits.takeIfFree())
        let waiting = Task { await permits.take() }
        waiting.cancel()
        #expect(await !waiting.value)
        permits.giveBack()
        #expect(permits.waiterCount == 0)
        #expect(permits.takeIfFree())
    }
}
