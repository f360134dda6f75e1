package import ReeveJSON

/// A model provider as its client takes it.
package struct ProviderProfile: Sendable, Hashable {
    /// The object's name, for messages.
    package var name: String
    package var type: ProviderType
    /// Nil for a recording alone.
    package var endpoint: ProviderEndpoint?
    /// The model of requests that name none. LM Studio chooses one where this is nil too; the others refuse.
    package var model: String?
    /// For one request over the wire, where the task says nothing.
    package var timeout: Duration
    /// How often a request is repeated: 3 make four requests.
    package var maxRetries: Int
    /// Requests at once of this process; nil for no bound. A request that waits between retries counts for none.
    package var concurrency: Int?
    /// Defaults of a request's parameters; the request's own win.
    package var parameters: JSONObject
    package var prices: ModelPrices

    /// - Parameter endpoint: ``ProviderType/defaultEndpoint`` where nil. One without a path gets `/v1`, but for Ollama.
    /// - Throws: ``ModelError/Code/invalidRequest`` for an endpoint that cannot be used.
    package init(
        name: String, type: ProviderType, endpoint: String? = nil, model: String? = nil,
        timeout: Duration = .seconds(60), maxRetries: Int = 3, concurrency: Int? = nil, parameters: JSONObject = [:],
        prices: ModelPrices = ModelPrices([])
    ) throws(ModelError) {
        self.name = name
        self.type = type
        if let address = endpoint ?? type.defaultEndpoint, type != .replay {
            self.endpoint = try ProviderEndpoint(address, defaultPath: type.defaultPath)
        }
        self.model = model
        self.timeout = timeout
        self.maxRetries = maxRetries
        self.concurrency = concurrency
        self.parameters = parameters
        self.prices = prices
    }
}
