import ReeveModel
import Testing

@Suite struct StoreLocationTests {
    private func mistake(_ text: String) -> StoreLocation.Mistake? {
        do throws(StoreLocation.Mistake) {
            _ = try StoreLocation(text)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: ["sqlite:.reeve/reeve.db", "sqlite:/srv/acme.db", "sqlite:a:b"])
    func aFileIsReadBackAsItIsWritten(text: String) throws {
        #expect(try StoreLocation(text).description == text)
    }

    @Test func aLocationHasAScheme() {
        #expect(mistake("acme.db") == .noScheme("acme.db"))
        #expect(mistake("mysql:acme") == .unknownScheme("mysql"))
        #expect(mistake("SQLITE:acme.db") == .unknownScheme("SQLITE"))
    }

    @Test func aFileHasAName() {
        #expect(mistake("sqlite:") == .noFile("sqlite:"))
        #expect(mistake("sqlite://acme.db") == .noFile("sqlite://acme.db"))
    }

    @Test(arguments: ["postgres://host/acme", "postgresql://host/acme", "PostgreSQL:acme"])
    func storesOfServersAreKnownAndNotAvailable(text: String) {
        #expect(mistake(text) == .notAvailable)
    }
}
