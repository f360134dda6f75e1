/// How long to wait before a connection that fails is started again.
package struct RestartBackoff: Sendable, Hashable {
    /// After the second failure in a row; doubled with each further one. The first restart is at once.
    package var initial = Duration.milliseconds(500)
    package var maximum = Duration.seconds(30)

    package init(initial: Duration = .milliseconds(500), maximum: Duration = .seconds(30)) {
        self.initial = initial
        self.maximum = maximum
    }

    package func delay(afterFailures count: Int) -> Duration {
        guard count > 1 else { return .zero }
        return min(maximum, initial * (1 << min(count - 2, 16)))
    }
}
