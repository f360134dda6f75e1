/// Status and headers of a response.
struct ResponseHead: Sendable {
    var status: Int
    var headers: [(name: String, value: String)] = []
}
