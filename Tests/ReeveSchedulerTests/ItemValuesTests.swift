import ReeveJSON
import ReeveModel
import ReeveScheduler
import Testing

@Suite struct ItemValuesTests {
    private let values = ItemValues(
        results: [
            "log": [.init(cell: "x", document: ["n": 1]), .init(cell: "y", document: ["n": 2])],
            "head": [.init(cell: "", document: ["n": 7])], "bad": [.init(cell: "x", document: nil)],
        ], single: ["head"])

    private func bind(_ input: JSONValue, cell: String = "x", all: Bool = false) throws -> JSONValue {
        try InputBinding.bindItems(input) { values.value(of: $0, cell: cell, takesAllCells: all) }
    }

    @Test func aCellTakesFromItsOwnCellAndOnceFromAll() throws {
        let input: JSONValue = ["v": ["fromItem": "log", "path": "/n"]]
        #expect(try bind(input, cell: "y") == ["v": 2])
        #expect(try bind(input, all: true) == ["v": [1, 2]])
        #expect(try bind(["v": ["fromItem": "head", "path": "/n"]], all: true) == ["v": 7])
    }

    @Test func whatIsNotThereIsAnError() {
        #expect(throws: UnboundItem.self) { try bind(["v": ["fromItem": "log", "path": "/m"]]) }
        #expect(throws: UnboundItem.self) { try bind(["v": ["fromItem": "bad", "path": "/n"]]) }
        #expect(throws: UnboundItem.self) { try bind(["v": ["fromItem": "bad", "path": ""]], all: true) }
    }

    @Test func anAnswerIsNeverReadForBindings() throws {
        let hostile = ItemValues(
            results: ["log": [.init(cell: "", document: ["fromItem": "log", "path": ""])]], single: ["log"])
        let bound = try InputBinding.bindItems(["v": ["fromItem": "log", "path": ""]]) {
            hostile.value(of: $0, cell: "", takesAllCells: false)
        }
        #expect(bound == ["v": ["fromItem": "log", "path": ""]])
    }
}
