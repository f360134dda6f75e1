/// The large parts of a run. Each is canonical JSON; above 64 KiB it is the reference to a payload.
package struct RunContent: Sendable, Hashable {
    package var input: String?
    package var output: String?
    package var lastProposal: String?

    package init(input: String? = nil, output: String? = nil, lastProposal: String? = nil) {
        self.input = input
        self.output = output
        self.lastProposal = lastProposal
    }
}
