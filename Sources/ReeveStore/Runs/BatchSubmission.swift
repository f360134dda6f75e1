/// A batch with everything that its submission writes.
package struct BatchSubmission: Sendable {
    package var batch: BatchRecord
    /// The runs, with ids and first states: `pending`, `scheduled`, `ready`, or the end of a run that is refused at
    /// once.
    package var runs: [RunRecord]
    /// Which run waits for which; both are runs of this submission.
    package var needs: [RunNeed]
    /// The objects that each run needs until it ends.
    package var objects: [RunObject]

    package init(batch: BatchRecord, runs: [RunRecord], needs: [RunNeed] = [], objects: [RunObject] = []) {
        self.batch = batch
        self.runs = runs
        self.needs = needs
        self.objects = objects
    }
}
