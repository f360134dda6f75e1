/// What is known about a server apart from its messages, whatever the transport.
///
/// Errors carry it, and the gate, the pool and `tools sync` show it; none of them asks which transport it is of.
package struct TransportCondition: Sendable, Hashable {
    /// How the server ended, as its transport saw it.
    package enum Ending: Sendable, Hashable, CustomStringConvertible {
        case process(ChildExit)

        package var description: String {
            switch self {
            case .process(let exit): exit.description
            }
        }
    }

    /// The last lines that the server wrote beside its messages: on its standard error, where it is a child process.
    /// Whole and unredacted.
    package var lastLines: [String]
    /// Nil while the server runs, and where the transport cannot tell.
    package var ending: Ending?

    package init(lastLines: [String] = [], ending: Ending? = nil) {
        self.lastLines = lastLines
        self.ending = ending
    }
}
