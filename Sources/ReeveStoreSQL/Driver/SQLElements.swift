/// The elements of a JSON list, as a source of rows.
package struct SQLElements: Sendable {
    /// The words for the FROM clause.
    let source: String
    /// The expression for the position of an element, from 0.
    let position: String
    /// The expression for the element, as JSON.
    let value: String
}
