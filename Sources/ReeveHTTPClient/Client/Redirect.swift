/// The request that a response of the status 3xx asks for, within the same origin.
struct Redirect {
    let request: HTTPRequest
    let url: HTTPURL

    /// nil where the response is no redirect, or one that is not followed: to another origin, or to an address that
    /// cannot be used.
    init?(_ response: HTTPResponse, from url: HTTPURL, of request: HTTPRequest) {
        guard [301, 302, 303, 307, 308].contains(response.status), let location = response.header("Location"),
            let next = try? url.resolving(location), next.origin == url.origin
        else { return nil }
        var request = request
        request.url = "\(next)"
        // RFC 9110, sections 15.4.2 to 15.4.4: what was asked for is read elsewhere.
        let becomesGet =
            response.status == 303 && request.method != "HEAD"
            || [301, 302].contains(response.status) && request.method == "POST"
        if becomesGet {
            request.method = "GET"
            request.body = []
            request.headers.removeAll { $0.name.lowercased().hasPrefix("content-") }
        }
        self.request = request
        self.url = next
    }
}
