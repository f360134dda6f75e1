/// Which protocol generation or revision to agree upon.
package enum ProtocolPreference: Sendable, Hashable {
    /// Modern where the server speaks it, else legacy.
    case auto
    case modern
    case legacy
    /// This revision and no other.
    case revision(String)
}
