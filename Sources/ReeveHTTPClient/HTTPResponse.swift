/// The head of a response, and its body as it arrives.
package struct HTTPResponse: Sendable {
    package let status: Int
    /// In the order of the server, names as sent.
    package let headers: [(name: String, value: String)]
    package let body: HTTPBody

    package init(status: Int, headers: [(name: String, value: String)], body: HTTPBody) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first header of the name, without regard to case.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}
