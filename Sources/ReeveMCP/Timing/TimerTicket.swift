/// Names a call that a timer owes.
package struct TimerTicket: Sendable, Hashable {
    package let id: UInt64
    package init(id: UInt64) { self.id = id }
}
