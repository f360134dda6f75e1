internal import ReeveModel
internal import ReeveScheduler

extension RunControl {
    /// The refusal that ends an attempt which was cancelled.
    func refusal(requestSent: Bool) -> GateRefusal {
        GateRefusal(
            .execute, .cancelledUser, requestSent ? "cancelled after the request was sent" : "cancelled",
            status: .cancelled, failure: AttemptFailure(.cancelledUser, requestSent: requestSent))
    }
}
