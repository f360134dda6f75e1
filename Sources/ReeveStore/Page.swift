/// Some elements of a listing, and whether there are more.
///
/// Whoever has a page has to say what becomes of the rest: `every...` of ``StoreReading`` reads it too, and ``cut``
/// gives what is shown only together with whether that is all.
///
/// ```swift
/// let (shown, hasMore) = try rows.runs(filter, before: nil, limit: 50).cut
/// try rows.everyRun(filter) { count += $0.attempts }
/// ```
package struct Page<Element: Sendable>: Sendable {
    /// How many elements are in memory at once where all are read.
    package static var readingSize: Int { 1_000 }

    private let elements: [Element]
    private let hasMore: Bool

    /// - Parameter found: up to ``looking(_:)`` elements.
    package init(_ found: [Element], limit: Int) {
        hasMore = found.count > max(0, limit)
        elements = hasMore ? Array(found.prefix(max(0, limit))) : found
    }

    /// How many elements a store looks for: one more than asked for, to know whether there are more.
    package static func looking(_ limit: Int) -> Int { limit == .max ? limit : max(0, limit) + 1 }

    /// What is shown, and whether something is left out.
    package var cut: (shown: [Element], hasMore: Bool) { (elements, hasMore) }

    /// Reads page after page to the end.
    ///
    /// - Parameters:
    ///   - read: the page after a cursor; nil for the first.
    ///   - cursor: of an element that the next page comes after.
    package static func every<Cursor>(
        _ read: (Cursor?) throws(StoreError) -> Page, cursor: (Element) -> Cursor,
        _ body: (Element) throws(StoreError) -> Void
    ) throws(StoreError) {
        var last: Cursor?
        while true {
            let page = try read(last)
            for element in page.elements { try body(element) }
            guard page.hasMore, let end = page.elements.last else { return }
            last = cursor(end)
        }
    }
}
