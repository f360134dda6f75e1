import ReeveJSON

/// The entries that no checkpoint covers yet.
struct UnsignedTail {
    var count: Int64 = 0
    var first: Int64 = 0
    /// The first entry that is too old to be unsigned, or whose time cannot be believed.
    var overdue: (sequence: Int64, time: String)?
}
