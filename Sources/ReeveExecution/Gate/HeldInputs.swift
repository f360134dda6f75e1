internal import ReeveJSON
internal import ReeveModel
internal import Synchronization

/// Inputs of which the store keeps the redacted form only, for the process that submitted them.
///
/// They are as many as the runs of the batches that this process submits, and end with it.
package final class HeldInputs: Sendable {
    private let inputs = Mutex<[ULID: JSONValue]>([:])

    package init() {}

    func input(of run: ULID) -> JSONValue? { inputs.withLock { $0[run] } }

    func hold(_ held: [ULID: JSONValue]) { inputs.withLock { $0.merge(held) { _, new in new } } }
}
