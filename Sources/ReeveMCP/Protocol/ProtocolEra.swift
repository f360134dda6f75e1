package enum ProtocolEra: String, Sendable, Hashable {
    case modern
    case legacy
}
