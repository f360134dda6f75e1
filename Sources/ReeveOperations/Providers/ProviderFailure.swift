import ReeveDiagnostics
import ReeveExecution
import ReeveLLM
import ReeveModel
import ReeveRedaction

/// Why a provider did not answer, and what to do about it.
package struct ProviderFailure: Error, Sendable, Hashable {
    package enum Reason: String, Sendable, Hashable, CaseIterable {
        case secretMissing = "secret-missing"
        case unauthorized
        case modelMissing = "model-missing"
        case timedOut = "timed-out"
        case egressDenied = "egress-denied"
        case connectionFailed = "connection-failed"
        case rateLimited = "rate-limited"
        case overloaded
        case serverError = "server-error"
        case invalidRequest = "invalid-request"
        case invalidAnswer = "invalid-answer"
        case notAvailable = "not-available"
        case replayMiss = "replay-miss"
        case cancelled
    }

    package let reason: Reason
    /// One line, without secrets.
    package let message: String
    package let remedy: String?
    /// Models of the provider whose names are close to the one that it does not have; at most three.
    package var nearest: [String] = []

    package init(_ reason: Reason, _ message: String, remedy: String?) {
        self.reason = reason
        self.message = message
        self.remedy = remedy
    }
}

extension ProviderFailure {
    init(_ error: any Error, of provider: ExecutionScope.Provider, redactor: Redactor) {
        let words = { (text: String) in String(redactor.redact(text).text.prefix(2_000)) }
        switch error {
        case let missing as SecretResolver.Missing:
            self.init(
                .secretMissing, words("\(missing)"),
                remedy: "set \(missing.reference) for this process, or mend 'secretRef'")
        case let error as ModelError:
            self.init(Reason(error.code), words(error.message), remedy: Self.remedy(error, provider))
        default: self.init(.notAvailable, words("\(error)"), remedy: nil)
        }
    }

    private static func remedy(_ error: ModelError, _ provider: ExecutionScope.Provider) -> String? {
        let spec = provider.spec
        return switch error.code {
        case .unauthorized:
            spec.secretRef.map { "check the key in \($0), and that it is one of \(spec.endpoint)" }
                ?? "the provider wants a key: name one by 'secretRef'"
        case .modelMissing: "`reeve provider models \(provider.name)` lists what it has"
        case .timedOut: "see whether the server is busy, or raise 'timeout' (\(DurationText.format(spec.timeout)))"
        case .egressDenied: "list the host, and the block of a private address, in 'egress'"
        case .connectionFailed: "see whether a server answers at \(spec.endpoint), and mend 'endpoint'"
        case .rateLimited:
            error.retryAfter.map { "ask again in \(DurationText.format(.seconds(max(1, $0.components.seconds))))" }
                ?? "ask again later, or raise the quota"
        case .overloaded, .serverError, .circuitOpen: "ask again later; the fault is the provider's"
        case .invalidRequest: "see 'parameters', 'endpoint' and 'type'"
        case .invalidAnswer, .streamCut, .tooLarge:
            "see whether 'type' (\(spec.type.rawValue)) and 'endpoint' are those of the server"
        case .contextExceeded: "name a model with a larger context"
        case .replayMiss: "record the question first"
        case .cancelled: nil
        }
    }
}

extension ProviderFailure.Reason {
    init(_ code: ModelError.Code) {
        self =
            switch code {
            case .connectionFailed: .connectionFailed
            case .timedOut: .timedOut
            case .rateLimited: .rateLimited
            case .overloaded: .overloaded
            case .serverError: .serverError
            case .unauthorized: .unauthorized
            case .modelMissing: .modelMissing
            case .invalidRequest, .contextExceeded: .invalidRequest
            case .streamCut, .invalidAnswer, .tooLarge: .invalidAnswer
            case .egressDenied: .egressDenied
            case .circuitOpen: .notAvailable
            case .replayMiss: .replayMiss
            case .cancelled: .cancelled
            }
    }
}
