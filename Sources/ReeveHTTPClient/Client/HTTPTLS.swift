/// What TLS trusts, and how this client shows who it is. Names and dates of certificates are always checked.
package struct HTTPTLS: Sendable, Hashable {
    package enum Source: Sendable, Hashable {
        /// PEM; read anew for each connection.
        case file(String)
        /// PEM, such as the value of a secret: it never is in a file.
        case bytes([UInt8])
    }

    /// Certificates of the authorities to trust, instead of the system's.
    package var authorities: Source?
    package var certificate: Source?
    /// The private key of `certificate`; not encrypted.
    package var key: Source?

    package init(authorities: Source? = nil, certificate: Source? = nil, key: Source? = nil) {
        self.authorities = authorities
        self.certificate = certificate
        self.key = key
    }
}
