/// How long a server gets to end by itself.
package struct Teardown: Sendable, Hashable {
    /// Between the end of its input and SIGTERM.
    package var closeGrace: Duration
    /// Between SIGTERM and SIGKILL.
    package var terminateGrace: Duration

    package init(closeGrace: Duration = .seconds(2), terminateGrace: Duration = .seconds(3)) {
        self.closeGrace = closeGrace
        self.terminateGrace = terminateGrace
    }

    /// For a server that does not look at its input while it works: SIGTERM follows soon.
    package var hasty: Teardown {
        Teardown(closeGrace: min(closeGrace, .milliseconds(200)), terminateGrace: terminateGrace)
    }

    /// SIGKILL at once.
    package static let immediate = Teardown(closeGrace: .zero, terminateGrace: .zero)
}
