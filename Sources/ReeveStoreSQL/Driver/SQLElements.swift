/// A list of JSON as a source of rows.
package struct SQLElements: Sendable {
    /// What is said in FROM.
    let source: String
    /// Counted from 0.
    let position: String
    /// The element as JSON.
    let value: String
}
