import ReeveAudit
import ReeveJSON
import Testing

@Suite struct MerkleFrontierTests {
    @Test func frontierHasTheDefinedRootAtEverySize() throws {
        var frontier = MerkleFrontier()
        for size in 0...DefinedTree.leaves.count {
            #expect(frontier.root == DefinedTree.root(DefinedTree.leaves[..<size]))
            #expect(try MerkleFrontier(json: frontier.json) == frontier)
            if size < DefinedTree.leaves.count { frontier.append(DefinedTree.leaves[size]) }
        }
    }

    @Test(arguments: [
        "{}", #"{"peaks":[],"size":1}"#, #"{"peaks":["zz"],"size":1}"#, #"{"peaks":[],"size":-1}"#,
        #"{"peaks":[],"size":0,"x":1}"#, "null",
    ])
    func damagedFrontierIsRefused(text: String) throws {
        let value = try JSONParser.parse(text)
        #expect { try MerkleFrontier(json: value) } throws: { ($0 as? AuditError)?.code == .invalidFrontier }
    }
}
