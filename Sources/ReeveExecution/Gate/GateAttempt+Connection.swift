internal import ReeveMCP
internal import ReeveModel
internal import ReeveScheduler

// What the connection met, in the words of runs.
extension GateAttempt {
    /// The run's reason for what the connection met, and whether it may be tried again.
    func refusal(_ error: MCPError, stage: GateStage, sent: Bool) -> GateRefusal {
        func make(_ reason: RunReason, permanent: Bool = false) -> GateRefusal {
            GateRefusal(
                stage, reason, error.message,
                failure: AttemptFailure(reason, requestSent: sent, isPermanent: permanent),
                standardError: error.stderrTail)
        }
        switch error.code {
        case .commandNotFound, .launchInvalid, .unsupportedProtocolVersion, .endlessList:
            return make(.connectionFailed, permanent: !sent)
        case .spawnFailed, .serverExited, .connectionLost, .backingOff: return make(.connectionFailed)
        case .closed, .cancelled: return cancelled(control.cause ?? .stopping, requestSent: sent)
        case .timedOut: return make(.timeoutAttempt)
        case .inputRequired: return make(.inputRequired, permanent: true)
        case .serverError:
            var refusal = make(.toolError, permanent: true)
            if let rpc = error.rpc { refusal.message = "the server answered with error \(rpc.code): \(rpc.message)" }
            return refusal
        case .invalidAnswer: return make(.outputInvalid, permanent: true)
        case .lineTooLong: return make(.outputInvalid, permanent: true)
        case .requestTooLarge: return make(.inputInvalid, permanent: true)
        }
    }
}
