package import ReeveHTTPClient
internal import ReeveJSON
package import ReeveLLM
package import ReeveModel
internal import ReeveRedaction

/// The clients of the declared providers, one for each declaration, for the whole process.
package actor ProviderClients: ModelClientSource {
    private struct Key: Hashable {
        let uid: ULID
        let digest: ContentDigest
    }

    private let transport: @Sendable (ExecutionScope.Provider) -> any HTTPTransport
    private let secrets: SecretResolver
    private let projectRoot: String?
    private var clients: [Key: any ModelClient] = [:]
    /// Old declarations are forgotten when there are so many.
    private static let clientsMax = 256

    /// - Parameters:
    ///   - projectRoot: the folder that recordings of providers of type `replay` lie below; nil where there are none.
    ///   - transport: makes what a provider's requests are sent with; called once for each declaration.
    package init(
        secrets: SecretResolver, projectRoot: String? = nil,
        transport: @escaping @Sendable (ExecutionScope.Provider) -> any HTTPTransport
    ) {
        self.transport = transport
        self.secrets = secrets
        self.projectRoot = projectRoot
    }

    package func client(of provider: ExecutionScope.Provider, in scope: Scope) async throws -> any ModelClient {
        let reference = provider.spec.secretRef
        // A secret that cannot be read is told before anything is asked, and by its own reason.
        if let reference { _ = try await secrets.values(of: [reference]) }
        let key = Key(uid: provider.uid, digest: provider.digest)
        if let known = clients[key] { return known }
        let made = try await client(of: provider, reading: reference)
        if clients.count >= ProviderClients.clientsMax { clients.removeAll() }
        // Another task may have made it meanwhile. All use the same one.
        if let known = clients[key] { return known }
        clients[key] = made
        return made
    }

    private func client(
        of provider: ExecutionScope.Provider, reading reference: SecretReference?
    ) async throws(ModelError) -> any ModelClient {
        if provider.spec.type.readsRecordings {
            guard let projectRoot else {
                throw ModelError(.invalidRequest, "recordings of provider '\(provider.name)' need a project folder")
            }
            return try await RecordedProvider.open(provider, root: projectRoot) { [secrets] value in
                secrets.redactor.redact(value).value
            }
        }
        return try ProviderClient(try ProviderProfile(provider), transport: transport(provider)) {
            [secrets] () throws(ModelError) in
            guard let reference else { return nil }
            do throws(SecretResolver.Missing) {
                return try await secrets.values(of: [reference])[reference]
            } catch {
                throw ModelError(.unauthorized, "\(error)")
            }
        }
    }
}

extension ExecutionScope.Provider {
    /// Where requests may connect to; nil is the endpoint's own host. A list that cannot be read allows nothing.
    package var egress: EgressList? {
        spec.egress.map { texts in
            switch EgressList.parse(texts) {
            case .success(let list): list
            case .failure: EgressList([])
            }
        }
    }
}

extension ProviderProfile {
    /// A declared provider as its client takes it.
    package init(_ provider: ExecutionScope.Provider) throws(ModelError) {
        let spec = provider.spec
        guard let type = ProviderType(rawValue: spec.type.rawValue) else {
            throw ModelError(.invalidRequest, "providers of type '\(spec.type.rawValue)' are not served")
        }
        try self.init(
            name: provider.name, type: type, endpoint: spec.endpoint, model: spec.model, timeout: spec.timeout,
            maxRetries: spec.maxRetries, concurrency: spec.concurrency, parameters: spec.parameters,
            prices: ModelPrices(provider.prices))
    }
}
