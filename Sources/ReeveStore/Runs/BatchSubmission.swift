/// A batch with everything that its submission writes.
package struct BatchSubmission: Sendable {
    package var batch: BatchRecord
    /// With ids and first states (`pending`, `scheduled`, `ready` or, refused at once, `denied`).
    package var runs: [RunRecord]
    /// Edges between runs of this submission.
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
