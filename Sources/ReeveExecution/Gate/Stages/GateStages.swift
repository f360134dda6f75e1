/// The order of the gate, written here and nowhere else.
///
/// The attempt of a run (``GateAttempt``), the read-back of its tool (``ReadBackCall``), a preview (``GatePreview``)
/// and a submission (``SubmissionDraft``) all go down this list, by ``GatePass``. They differ in what they defer
/// (``GateDeferral``) and in what they do at the end. A call that has passed the list is opened by ``CallOpening``:
/// listing of the server, rate, budget and announcement.
package enum GateStages {
    package enum Entry: Sendable {
        /// A question that is answered by the case alone.
        case check(any StageCheck)
        /// The place at which the caller reads an input that is still in the store.
        case bindInput
        /// The place at which the caller looks for an approval, where a rule asks for one.
        case approval
        /// The place at which the caller finds out whether an earlier attempt had its effect.
        case readBack
    }

    package static let all: [Entry] = [
        .check(DeadlineCheck()),
        .check(IntegrityCheck()),
        .bindInput,
        .check(ResolveCheck()),
        .check(PinCheck()),
        .check(PolicyCheck()),
        .check(InputCheck()),
        .approval,
        .readBack,
    ]
}
