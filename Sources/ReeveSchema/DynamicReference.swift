/// A reference whose target depends on the way that led to it.
struct DynamicReference: Sendable {
    /// Where the anchor's name is found when no resource on the way has it.
    let fallback: Int
    /// Nil where the target is no dynamic anchor, so that the fallback always holds.
    let anchor: String?
    let keyword: String
}
