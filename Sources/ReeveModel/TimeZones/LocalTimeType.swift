/// A clock that a zone keeps for a while: its distance from UTC and its name.
package struct LocalTimeType: Sendable, Hashable {
    /// Seconds to add to UTC; east of Greenwich is positive.
    package let offset: Int
    package let isDaylightSaving: Bool
    /// Such as `CET`, or `+03` where the zone has no letters.
    package let abbreviation: String

    package init(offset: Int, isDaylightSaving: Bool = false, abbreviation: String) {
        self.offset = offset
        self.isDaylightSaving = isDaylightSaving
        self.abbreviation = abbreviation
    }
}
