internal import ReeveJSON
internal import ReeveModel
internal import Synchronization

/// Inputs that hold secrets, kept in the memory of the process that submitted them. The store has only their redacted
/// form.
///
/// There is at most one input for each run that this process submits. When the process ends, they are gone.
package final class HeldInputs: Sendable {
    private let inputs = Mutex<[ULID: JSONValue]>([:])

    package init() {}

    func input(of run: ULID) -> JSONValue? { inputs.withLock { $0[run] } }

    func hold(_ held: [ULID: JSONValue]) { inputs.withLock { $0.merge(held) { _, new in new } } }
}
