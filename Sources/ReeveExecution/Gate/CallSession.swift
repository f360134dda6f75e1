internal import ReeveMCP

/// What a call is sent through: a session of the pool, or none where its answer comes from a recording.
enum CallSession: Sendable {
    case open(MCPSession)
    case recorded
}
