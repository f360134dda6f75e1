package import ReeveModel

/// How an attempt failed, with what the next step depends on.
package struct AttemptFailure: Sendable, Hashable {
    package enum Class: Sendable, Hashable {
        /// Nothing has happened at the server. The same call may succeed later.
        case transient
        /// The request was sent, and no answer says what it did. The call may have had its effect.
        case unknownEffect
        /// The same call would fail again.
        case permanent
    }

    package var reason: RunReason
    /// Whether the server may have seen the request.
    package var requestSent: Bool
    /// Whether the call may have had its effect, and the server has not said so. This counts more than the reason.
    package var isEffectUnknown: Bool
    /// Whether another attempt cannot help, for example because the command does not exist.
    package var isPermanent: Bool
    /// The other side says "not now" (429, 503). The attempt does not count.
    package var isThrottled: Bool
    /// The pause that the other side asks for.
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
        // A model that was asked has changed nothing.
        case .providerError: return .transient
        case .effectUnknown: return .unknownEffect
        default: return .permanent
        }
    }
}
