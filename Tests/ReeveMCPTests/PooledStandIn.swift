import Foundation
import ReeveJSON
import ReeveMCP
import TestSupport
import Testing

/// A connection to the stand-in, and the groups that it started.
final class PooledStandIn: Sendable {
    static let graces = Teardown(closeGrace: .milliseconds(200), terminateGrace: .milliseconds(200))
    static var soon: ContinuousClock.Instant { .now.advanced(by: .seconds(200)) }

    private let key = UUID().uuidString
    private let groups = Locked<(started: [Int32], ended: [Int32])>(([], []))
    /// Open once a process has started.
    let hasStarted = TestGate()

    func pooled(_ modes: [String] = ["2025-11-25"], identity: String = "a", maxConcurrency: Int = 1)
        -> PooledConnection
    {
        PooledConnection(
            key: key, identity: .of(.string(identity)), maxConcurrency: maxConcurrency,
            options: SessionOptions().patient,
            connect: ChildProcess.connector(
                StandIn.launch(modes),
                hooks: ChildProcess.Hooks(
                    processStarted: { group in
                        self.groups.withLock { $0.started.append(group.pgid) }
                        self.hasStarted.open()
                    },
                    processEnded: { group in self.groups.withLock { $0.ended.append(group.pgid) } })))
    }

    var started: [Int32] { groups.withLock { $0.started } }

    func expectNothingLeft() {
        let (started, ended) = groups.withLock { $0 }
        #expect(started.sorted() == ended.sorted())
        for pgid in started { #expect(StandIn.liveMembers(of: pgid).isEmpty) }
    }
}
