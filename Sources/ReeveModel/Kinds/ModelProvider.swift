import ReeveJSON

/// A service that answers model requests.
package struct ModelProviderSpec: Sendable {
    package enum ProviderType: String, Sendable, CaseIterable {
        case openai
        case anthropic
        case ollama
        case lmstudio
        case replay

        /// Where requests go where the manifest names no other place; nil where it must name one.
        package var defaultEndpoint: String? {
            switch self {
            case .openai: "https://api.openai.com/v1"
            case .anthropic: "https://api.anthropic.com/v1"
            case .ollama: "http://127.0.0.1:11434"
            case .lmstudio: "http://127.0.0.1:1234/v1"
            case .replay: nil
            }
        }

        package var takesSecret: Bool {
            switch self {
            case .openai, .anthropic, .lmstudio: true
            case .ollama, .replay: false
            }
        }

        /// Whether `endpoint` is a folder of recordings, below the project root.
        package var readsRecordings: Bool { self == .replay }
    }

    /// What tokens of a model cost from an instant on, in micro-units of the organization's currency for each million.
    package struct Price: Sendable, Hashable {
        package let model: String
        package let from: Timestamp
        package let input: Int64
        package let output: Int64
        /// For input that the provider had in its cache; nil is the price of input.
        package let cached: Int64?
    }

    package let type: ProviderType
    /// A URL; for `replay` a folder below the project root.
    package let endpoint: String
    package let model: String?
    package let secretRef: SecretReference?
    /// For one request, where the task says nothing else.
    package let timeout: Duration
    /// Where requests may connect to, as ``EgressText`` has it; nil is the endpoint's own host.
    package let egress: [String]?
    /// Requests after the first one that failed.
    package let maxRetries: Int
    /// Requests at once; nil is without bound.
    package let concurrency: Int?
    /// Sent with every request, such as `temperature`.
    package let parameters: JSONObject
    /// By model, and by instant within a model.
    package let pricing: [Price]
    /// Providers that are asked in its place, in order.
    package let fallback: [String]

    /// What reeve itself says in a request, so that no parameter may.
    package static let reservedParameters: Set<String> = [
        "format", "function_call", "functions", "input", "messages", "model", "n", "prompt", "response_format",
        "stream",
        "stream_options", "system", "tool_choice", "tools",
    ]

    package init(_ spec: JSONValue) throws(SpecError) {
        let reader = try SpecReader(spec, context: KindName.modelProvider)
        type = try reader.choice("type", as: ProviderType.self)
        endpoint = try reader.text("endpoint")
        model = try reader.optionalText("model")
        if let text = try reader.optionalText("secretRef") {
            guard let reference = SecretReference(text) else { throw reader.failure("secretRef") }
            secretRef = reference
        } else {
            secretRef = nil
        }
        timeout = try reader.duration("timeout")
        egress = reader.json("egress") == nil ? nil : try reader.texts("egress")
        maxRetries = try reader.integer("maxRetries")
        concurrency = try reader.optionalInteger("concurrency")
        parameters = reader.json("parameters")?.object ?? [:]
        var pricing: [Price] = []
        for price in try reader.nestedList("pricing") {
            guard let from = try price.optionalInstant("from") else { throw price.failure("from") }
            pricing.append(
                Price(
                    model: try price.text("model"), from: from, input: Int64(try price.integer("in")),
                    output: Int64(try price.integer("out")), cached: try price.optionalInteger("cached").map(Int64.init)
                ))
        }
        self.pricing = pricing
        fallback = try reader.texts("fallback")
    }

    /// The price of a model's tokens at an instant; nil where none is known.
    package func price(of model: String, at instant: Timestamp) -> Price? {
        pricing.last { $0.model == model && $0.from <= instant }
    }
}

extension KindName {
    package static let modelProvider = "ModelProvider"
}

extension KindDescription {
    package static let modelProvider = KindDescription(
        kind: KindName.modelProvider, plural: "modelproviders", aliases: ["provider", "providers"],
        scope: .organizationOrEnvironment, summary: "A service that answers model requests.",
        shape: ObjectShape(KindName.modelProvider, modelProviderFields),
        example: """
            apiVersion: reeve/v1
            kind: ModelProvider
            metadata: {name: main, organization: acme}
            spec:
              type: openai
              endpoint: https://models.acme.example/v1
              model: small-1
              secretRef: env:MODELS_KEY
              pricing: [{model: small-1, from: "2026-01-01T00:00:00Z", in: 150000, out: 600000, cached: 75000}]
            """,
        derive: { spec, _ in
            guard !spec.has("endpoint"), let type = spec.string("type").flatMap(ModelProviderSpec.ProviderType.init),
                let endpoint = type.defaultEndpoint
            else { return [:] }
            return ["endpoint": .string(endpoint)]
        },
        checks: [.providerEndpoint, .providerSecret, .providerPricing, .modelParameters, .egress], roles: .gate,
        riskRule: .ofUpdates(.endpointChanged, ModelProviderRisks.details),
        viewName: "model_providers")

    private static let modelProviderFields = [
        Field(
            "type",
            .choice([
                Choice("openai", "chat completions"), Choice("anthropic", "messages"),
                Choice("ollama", "its own form"),
                Choice("lmstudio", "the OpenAI form; picks a model where none is named"),
                Choice("replay", "answers from recordings, with no network"),
            ]), .required, docs: "How it is spoken to."),
        Field(
            "endpoint", .text(.nonEmpty), .derived("the type's own; `replay` has none"),
            docs: "The base URL: https, or http to a loopback address. For `replay` a folder below the project root.",
            example: "https://models.acme.example/v1"),
        Field(
            "model", .text(.nonEmpty), docs: "The model of requests where neither the item nor the agent names one."),
        Field(
            "secretRef", .secretReference,
            docs: "The key that requests carry, to this endpoint only; for openai, anthropic and lmstudio.",
            example: "env:MODELS_KEY"),
        Field(
            "timeout", .duration(.milliseconds(1) ... .seconds(86_400)), .defaulted("1m"),
            docs: "For one request, where the item has no `requestTimeout`."),
        Field(
            "maxRetries", .integer(0...100), .defaulted(3),
            docs: "How often a request that failed for a while is repeated before the next of `fallback` is asked."),
        Field(
            "egress", .list(.text(.nonEmpty), ListRule(minimumCount: 1, maximumCount: 64, isUnique: true)),
            docs:
                "Where its requests may connect to: hosts, `*.` and a domain, blocks of addresses. Absent: the endpoint's "
                + "own host at public addresses, or this machine where the endpoint is on it. A private address needs a "
                + "block that lies in its range.",
            example: ["models.acme.example", "10.20.0.0/16"]),
        Field("concurrency", .integer(1...10_000), docs: "Requests at once; without it as many as runs ask for."),
        Field(
            "parameters", .map(keys: .nonEmpty, values: .json), .defaulted([:]),
            docs: "Sent with every request, where the item does not say otherwise.",
            example: ["temperature": 0, "seed": 7]),
        Field(
            "pricing", .list(.object(modelPrice), ListRule()), .defaulted([]),
            docs: "What tokens cost; by model, and by `from` within a model. Without it the cost is not known."),
        Field(
            "fallback", .list(.reference(kind: KindName.modelProvider), ListRule(maximumCount: 16, isUnique: true)),
            .defaulted([]), docs: "Providers that are asked in its place when it fails, in this order."),
    ]

    private static let modelPrice = ObjectShape(
        "price",
        [
            Field("model", .text(.nonEmpty), .required, docs: "The model, as requests name it."),
            Field("from", .instant, .required, docs: "From when on it holds."),
            Field(
                "in", .integer(0...1_000_000_000_000), .required,
                docs: "Micro-units of the organization's currency for a million tokens of input."),
            Field("out", .integer(0...1_000_000_000_000), .required, docs: "For a million tokens of output."),
            Field(
                "cached", .integer(0...1_000_000_000_000),
                docs: "For a million tokens of input that the provider had in its cache; else the price of input."),
        ])
}
