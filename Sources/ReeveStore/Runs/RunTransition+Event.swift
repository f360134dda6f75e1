package import ReeveModel

extension RunTransition {
    /// What may happen to a stored run. ``RunTransition`` says what follows from it.
    package enum Event: Sendable {
        /// The last need of a pending run is met.
        case needsMet
        /// A need ended other than asked. The cause is the run that failed first, which may be several needs upstream.
        case needFailed(cause: ULID)
        /// The time of a scheduled run has come.
        case becameDue
        case claimed(RunClaim)
        /// The worker is at the commit point before the effect.
        case started(RunStart)
        /// A task has come to a checkpoint of its loop.
        case advanced(RunAdvance)
        /// An attempt has ended, and its worker says where the run goes.
        case completed(RunCompletion, batchIsStopped: Bool)
        case workerLost(WorkerLoss)
        /// Somebody asks the run to stop, or its batch has stopped.
        case stopRequested(RunStopRequest)
        /// A person moves a run that no worker holds: suspends it, resumes it, or decides about a parked one.
        case moved(RunMove)
        case assigned(agent: String?, worker: String?)
        /// A newer run of the same item replaces this one.
        case superseded(by: ULID)
    }
}
