import ReeveHTTPClient
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct HTTPTLSTests {
    /// Calls `body` with certificates and a server with one listener for each of: `server`, `elsewhere`, `expired`, and
    /// `server` with a client certificate asked for.
    private static func withServer(_ body: (Certificates, HostileServer) async throws -> Void) async throws {
        try await TestFolder.with { folder in
            let certificates = try Certificates(in: folder)
            func listener(_ name: String, _ rest: String = "") -> String {
                "tls:\(certificates.path("\(name).pem")):\(certificates.path("\(name).key"))\(rest)"
            }
            let listeners = [
                listener("server"), listener("elsewhere"), listener("expired"),
                listener("server", ":" + certificates.path("ca.pem")),
            ]
            try await HostileServer.with(listeners) { try await body(certificates, $0) }
        }
    }

    private static func error(
        _ tls: HTTPTLS, _ server: HostileServer, listener: Int = 0, host: String = "127.0.0.1"
    ) async throws -> HTTPError? {
        try await TestClient.with({ $0.tls = tls }) { client in
            await client.error(
                TestClient.request(server.url("/ok", listener: listener, scheme: "https", host: host)))
        }
    }

    @Test func ownAuthoritiesAreTrustedFromAFileAndAsBytes() async throws {
        try await Self.withServer { certificates, server in
            for source in [HTTPTLS.Source.file(certificates.path("ca.pem")), .bytes(try certificates.bytes("ca.pem"))] {
                let tls = HTTPTLS(authorities: source)
                let byAddress = try await Self.error(tls, server)
                #expect(byAddress == nil)
                let byName = try await Self.error(tls, server, host: "localhost")
                #expect(byName == nil)
            }
        }
    }

    @Test func whatIsNotProvenIsNotSent() async throws {
        try await Self.withServer { certificates, server in
            let own = HTTPTLS(authorities: .file(certificates.path("ca.pem")))
            let errors = [
                "the system's authorities": try await Self.error(HTTPTLS(), server),
                "another authority": try await Self.error(
                    HTTPTLS(authorities: .file(certificates.path("other.pem"))), server),
                "another name": try await Self.error(own, server, listener: 1),
                "expired": try await Self.error(own, server, listener: 2),
            ]
            for (name, error) in errors {
                #expect(error?.code == .tlsFailed, "\(name): \(error?.message ?? "no error")")
                #expect(error?.requestSent == false, "\(name)")
            }
            let requests = await server.said("request")
            #expect(requests.isEmpty)
        }
    }

    @Test func theClientShowsItsCertificate() async throws {
        try await Self.withServer { certificates, server in
            let files = HTTPTLS(
                authorities: .file(certificates.path("ca.pem")), certificate: .file(certificates.path("client.pem")),
                key: .file(certificates.path("client.key")))
            let withFiles = try await Self.error(files, server, listener: 3)
            #expect(withFiles == nil)
            let bytes = HTTPTLS(
                authorities: .bytes(try certificates.bytes("ca.pem")),
                certificate: .bytes(try certificates.bytes("client.pem")),
                key: .bytes(try certificates.bytes("client.key")))
            let withBytes = try await Self.error(bytes, server, listener: 3)
            #expect(withBytes == nil)
        }
    }

    @Test func withoutItsCertificateTheClientIsRefused() async throws {
        try await Self.withServer { certificates, server in
            let error = try await Self.error(
                HTTPTLS(authorities: .file(certificates.path("ca.pem"))), server, listener: 3)
            // TLS 1.3: the server refuses after the request has left, and closes.
            #expect(error?.code == .connectionLost)
            let requests = await server.said("request")
            #expect(requests.isEmpty)
        }
    }

    @Test func filesThatCannotBeUsedAreAMistakeOfTheRequest() async throws {
        try await Self.withServer { certificates, server in
            let ca = HTTPTLS.Source.file(certificates.path("ca.pem"))
            let errors = [
                "no such authority": try await Self.error(
                    HTTPTLS(authorities: .file(certificates.path("none.pem"))), server),
                "no such certificate": try await Self.error(
                    HTTPTLS(authorities: ca, certificate: .file(certificates.path("none.pem"))), server, listener: 3),
                "a key of another": try await Self.error(
                    HTTPTLS(
                        authorities: ca, certificate: .file(certificates.path("client.pem")),
                        key: .bytes(try certificates.bytes("server.key"))), server, listener: 3),
                "bytes that are no certificate": try await Self.error(
                    HTTPTLS(authorities: .bytes(Array("none".utf8))), server),
            ]
            for (name, error) in errors {
                #expect(error?.code == .invalidRequest, "\(name): \(error?.message ?? "no error")")
                #expect(error?.requestSent == false, "\(name)")
            }
        }
    }
}
