/// The large parts of a run: canonical JSON, or the reference of a payload where it is above 64 KiB.
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
