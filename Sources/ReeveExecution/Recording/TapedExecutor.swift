internal import ReeveModel
internal import ReeveStore

/// Lets another executor work in the lane of the attempt.
struct TapedExecutor: RunExecutor {
    let base: any RunExecutor
    let tape: Tape
    let clock: any ExecutionClock

    func execute(_ claimed: ClaimedRun, control: RunControl) async -> RunOutcome {
        let lane = await tape.begin(claimed, at: clock.now)
        let outcome = await RecordingLane.$current.withValue(lane) {
            await base.execute(claimed, control: control)
        }
        await tape.end(lane)
        return outcome
    }
}
