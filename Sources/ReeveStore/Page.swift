/// Some elements of a listing, and whether there are more.
///
/// Whoever has a page must decide what becomes of the rest. The `every...` functions of ``StoreReading`` read it too.
/// ``cut`` gives the elements together with whether something is left out.
///
/// ```swift
/// let (shown, hasMore) = try rows.runs(filter, before: nil, limit: 50).cut
/// try rows.everyRun(filter) { count += $0.attempts }
/// ```
package struct Page<Element: Sendable>: Sendable {
    /// How many elements are in memory at once while a whole listing is read.
    package static var readingSize: Int { 1_000 }

    private let elements: [Element]
    private let hasMore: Bool

    /// - Parameter found: the elements that were found, at most ``looking(_:)`` of them.
    package init(_ found: [Element], limit: Int) {
        hasMore = found.count > max(0, limit)
        elements = hasMore ? Array(found.prefix(max(0, limit))) : found
    }

    /// How many elements a store has to look for: one more than the limit, which shows whether there are more.
    package static func looking(_ limit: Int) -> Int { limit == .max ? limit : max(0, limit) + 1 }

    /// The elements to show, and whether something is left out.
    package var cut: (shown: [Element], hasMore: Bool) { (elements, hasMore) }

    /// Reads page after page to the end.
    ///
    /// - Parameters:
    ///   - read: gives the page after a cursor; nil asks for the first page.
    ///   - cursor: gives the cursor of an element. The next page begins after it.
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
