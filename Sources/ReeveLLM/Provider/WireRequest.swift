/// A request below a provider's endpoint.
struct WireRequest: Sendable {
    var method: String
    var resource: String
    var body: [UInt8] = []
    var responseBytesMax: Int
}
