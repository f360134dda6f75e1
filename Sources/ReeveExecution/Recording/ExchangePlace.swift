/// The run and attempt that the current task works on, for providers that answer from recordings.
struct ExchangePlace: Sendable {
    @TaskLocal static var current: ExchangePlace?

    let run: RunPlace
    let attempt: Int
}
