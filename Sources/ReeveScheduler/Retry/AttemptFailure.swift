package import ReeveModel

/// How an attempt failed, as far as the next step depends on it.
package struct AttemptFailure: Sendable, Hashable {
    package enum Class: Sendable, Hashable {
        /// Nothing happened at the server; the same call may work later.
        case transient
        /// The request was sent, and no answer tells what it did: the call may have had its effect.
        case unknownEffect
        /// The same call would fail again.
        case permanent
    }

    package var reason: RunReason
    /// Whether the server may have seen the request.
    package var requestSent: Bool
    /// Set where the call may have had its effect, and the server has not said whether. It outweighs the reason.
    package var isEffectUnknown: Bool
    /// Set where a second try cannot help: the command is not there, the launch is impossible.
    package var isPermanent: Bool
    /// The other side said "not now" (429, 503): the attempt does not count.
    package var isThrottled: Bool
    /// The pause that the other side asked for.
    package var retryAfter: Duration?

    package init(
        _ reason: RunReason, requestSent: Bool = false, isEffectUnknown: Bool = false, isPermanent: Bool = false,
        isThrottled: Bool = false, retryAfter: Duration? = nil
    ) {
        self.reason = reason
        self.requestSent = requestSent
        self.isEffectUnknown = isEffectUnknown
        self.isPermanent = isPermanent
        self.isThrottled = isThrottled
        self.retryAfter = retryAfter
    }

    package var failureClass: Class {
        if isThrottled { return .transient }
        if isEffectUnknown { return .unknownEffect }
        guard !isPermanent else { return .permanent }
        switch reason {
        case .connectionFailed, .timeoutAttempt, .timeoutHeartbeat:
            return requestSent ? .unknownEffect : .transient
        case .effectUnknown: return .unknownEffect
        default: return .permanent
        }
    }
}
