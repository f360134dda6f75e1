internal import ReeveJSON
internal import ReeveModel
internal import Synchronization

/// Inputs that hold secrets, for the process that submitted them: the store keeps only their redacted form.
///
/// There is at most one for each run that this process submits. They end with the process.
package final class HeldInputs: Sendable {
    private let inputs = Mutex<[ULID: JSONValue]>([:])

    package init() {}

    func input(of run: ULID) -> JSONValue? { inputs.withLock { $0[run] } }

    func hold(_ held: [ULID: JSONValue]) { inputs.withLock { $0.merge(held) { _, new in new } } }
}
