import Foundation
import ReeveJSON
import ReeveMCP
import Testing

@Suite struct DeliveryExecutorTests {
    @Sendable private static func threadName() -> String {
        let text = try? String(contentsOfFile: "/proc/thread-self/comm", encoding: .utf8)
        return text?.trimmingCharacters(in: .newlines) ?? ""
    }

    @Test func anAnswerIsTakenUpOnTheThreadThatReadIt() async throws {
        try await StandIn.withSession { session, process async throws in
            let name = try await Task(executorPreference: DeliveryExecutor.shared) {
                try await session.ping()
                return Self.threadName()
            }.value
            #expect(name == "mcp-\(process.group.pgid)")
        }
    }

    @Test func aTaskThatGoesOnAndOnLeavesTheServersThread() async throws {
        try await StandIn.withSession { session, process async throws in
            let name = try await Task(executorPreference: DeliveryExecutor.shared) {
                try await session.ping()
                for _ in 0..<100 { await Task.yield() }
                return Self.threadName()
            }.value
            #expect(name != "mcp-\(process.group.pgid)")
        }
    }

    @Test func manyTasksOfManySessionsAllEnd() async throws {
        try await StandIn.withSession { first, _ async throws in
            try await StandIn.withSession { second, _ async throws in
                let count = try await withThrowingTaskGroup(of: Int.self) { group in
                    for number in 0..<40 {
                        group.addTask(executorPreference: DeliveryExecutor.shared) {
                            for _ in 0..<10 { try await (number.isMultiple(of: 2) ? first : second).ping() }
                            return 10
                        }
                    }
                    return try await group.reduce(0, +)
                }
                #expect(count == 400)
            }
        }
    }
}
