/// Which form of API a provider speaks.
package enum ProviderType: String, Sendable, Hashable, CaseIterable {
    /// Chat completions, of OpenAI or of a server that speaks its form.
    case openai
    /// Anthropic's messages.
    case anthropic
    /// Ollama's native `/api/chat`.
    case ollama
    /// LM Studio: OpenAI's form, and a model of those that are loaded where none is named.
    case lmstudio
    /// Answers of a recording. No server is asked, so ``ProviderClient`` refuses it.
    case replay

    /// The endpoint where a profile names none; nil for a recording.
    package var defaultEndpoint: String? {
        switch self {
        case .openai: "https://api.openai.com/v1"
        case .anthropic: "https://api.anthropic.com/v1"
        case .ollama: "http://127.0.0.1:11434"
        case .lmstudio: "http://127.0.0.1:1234/v1"
        case .replay: nil
        }
    }

    /// The path of an endpoint that has none: `https://host` means `https://host/v1`.
    var defaultPath: String { self == .ollama ? "" : "/v1" }
}
