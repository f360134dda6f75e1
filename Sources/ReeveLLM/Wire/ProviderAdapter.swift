internal import ReeveJSON

/// What a provider's API says of requests and answers. Pure: it sends nothing, and knows no secret.
protocol ProviderAdapter: Sendable {
    /// How the pieces of a streamed answer are marked off.
    var streamForm: StreamForm { get }
    /// Headers of every request, the credential aside.
    var headers: [(name: String, value: String)] { get }
    /// Where answers are asked for, below the endpoint.
    var answerResource: String { get }

    /// The body that asks for a streamed answer.
    ///
    /// - Throws: ``ModelError/Code/invalidRequest`` for what the API cannot say.
    func body(for request: ModelRequest, names: WireTools) throws(ModelError) -> AdapterBody

    func decoder(for request: ModelRequest, names: WireTools) -> any AnswerDecoder

    /// Where a page of models is asked for: the first, or the one behind a cursor.
    func modelsResource(after cursor: String?) -> String
    func models(in page: JSONValue) throws(ModelError) -> ModelPage
}
