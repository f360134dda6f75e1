import ReeveJSON
import ReeveModel
import ReeveScheduler
import Testing

/// A batch's spec in normal form, from its items and matrix.
func batchSpec(_ items: [JSONValue], matrix: JSONValue? = nil) -> JSONValue {
    var spec: JSONObject = [
        "concurrency": 4, "items": .array(items), "priority": 5, "queue": "default",
        "retry": ["attempts": 5, "max": "5m", "min": "2s"],
    ]
    if let matrix { spec["matrix"] = matrix }
    return .object(spec)
}

func item(
    _ name: String, input: JSONValue = [:], needs: [String] = [], condition: String = "succeeded", once: Bool = false
) -> JSONValue {
    [
        "name": .string(name), "once": .bool(once),
        "needs": .array(needs.map { ["if": .string(condition), "item": .string($0)] }),
        "toolRun": ["agent": "bot", "input": input, "tool": "git/log"],
    ]
}

func expand(
    _ spec: JSONValue, files: [String: String] = [:], runsMax: Int = BatchExpansion.runsMax
) throws -> BatchExpansion {
    try BatchExpansion(BatchSpec(spec), definition: spec, files: files, runsMax: runsMax)
}

@Suite struct BatchExpansionTests {
    @Test func everyCombinationIsACellInAFixedOrder() throws {
        let spec = batchSpec(
            [item("a", input: ["r": ["fromMatrix": "repo"], "n": ["fromMatrix": "size"]])],
            matrix: ["repo": ["x", "y"], "size": ["range": ["from": 1, "to": 3, "step": 2]]])
        let expansion = try expand(spec)
        #expect(expansion.cells.map(\.name) == ["repo=x,size=1", "repo=x,size=3", "repo=y,size=1", "repo=y,size=3"])
        #expect(expansion.runs.map(\.input)[1] == ["r": "x", "n": 3])
        #expect(try expand(spec).digest == expansion.digest)
    }

    @Test func aSingleAxisNamesItsCellsLikeSeveral() throws {
        let spec = batchSpec([item("a")], matrix: ["repo": ["fromFile": "repos.txt"]])
        let expansion = try expand(spec, files: ["repos.txt": "/srv/one\r\n\n/srv/two\n"])
        #expect(expansion.cells.map(\.name) == ["repo=/srv/one", "repo=/srv/two"])
        let other = try expand(spec, files: ["repos.txt": "/srv/one\n"])
        #expect(other.digest != expansion.digest)
    }

    @Test func valuesThatReadAlikeHaveNamesOfTheirOwn() throws {
        let expansion = try expand(batchSpec([item("a")], matrix: ["n": [1, "1"]]))
        #expect(Set(expansion.cells.map(\.name)).count == 2)
    }

    @Test func aLongCellNameIsCutAndStaysUnique() throws {
        let long = String(repeating: "é", count: 400)
        let expansion = try expand(batchSpec([item("a")], matrix: ["n": [.string(long + "1"), .string(long + "2")]]))
        #expect(Set(expansion.cells.map(\.name)).count == 2)
        #expect(expansion.cells.allSatisfy { $0.name.utf8.count <= 240 })
    }

    @Test func excludeTakesAwayAndIncludeAdds() throws {
        let spec = batchSpec(
            [item("a")],
            matrix: [
                "a": [1, 2], "b": [1, 2], "exclude": [["a": 1]], "include": [["a": 1, "b": 9], ["a": 2, "b": 2]],
            ])
        #expect(try expand(spec).cells.map(\.name) == ["a=2,b=1", "a=2,b=2", "a=1,b=9"])
    }

    @Test func itemsOfOneMatrixArePairedAndOnceMeansAllCells() throws {
        let spec = batchSpec(
            [
                item("first", once: true), item("log", needs: ["first"]), item("sum", needs: ["log"]),
                item("last", needs: ["sum"], once: true),
            ], matrix: ["n": [1, 2, 3]])
        let expansion = try expand(spec)
        // first 0, log 1-3, sum 4-6, last 7
        #expect(expansion.runs.map { $0.needs.map(\.run) } == [[], [0], [0], [0], [1], [2], [3], [4, 5, 6]])
    }

    @Test(arguments: [
        (["a", "a"], [[], []]), (["a", "b"], [["c"], []]), (["a", "b"], [["b"], ["a"]]), (["a"], [["a"]]),
    ])
    func badGraphsAreRefused(names: [String], needs: [[String]]) {
        let spec = batchSpec(zip(names, needs).map { item($0, needs: $1) })
        #expect(throws: SchedulerError.self) { try expand(spec) }
    }

    @Test func aCycleIsNamedFromStartToStart() {
        let spec = batchSpec([item("a", needs: ["c"]), item("b", needs: ["a"]), item("c", needs: ["b"])])
        #expect {
            try expand(spec)
        } throws: { error in
            (error as? SchedulerError)?.code == .cycle(["a", "c", "b", "a"])
        }
    }

    @Test func aLongChainOfItemsNeedsNoStack() throws {
        let items = (0..<10_000).map { item("i\($0)", needs: $0 == 0 ? [] : ["i\($0 - 1)"]) }
        #expect(try expand(batchSpec(items)).runs.count == 10_000)
    }

    @Test func tooManyRunsAreRefusedBeforeTheyAreMade() {
        let range: JSONValue = ["range": ["from": 1, "to": 1_000_000_000, "step": 1]]
        for matrix in [
            ["a": range],
            ["a": ["range": ["from": 1, "to": 400, "step": 1]], "b": ["range": ["from": 1, "to": 400, "step": 1]]],
        ] as [JSONValue] {
            #expect {
                try expand(batchSpec([item("a")], matrix: matrix))
            } throws: { error in
                (error as? SchedulerError)?.code == .tooManyRuns(limit: 100_000)
            }
        }
        #expect(throws: SchedulerError.self) {
            try expand(batchSpec([item("a"), item("b")], matrix: ["n": [1, 2]]), runsMax: 3)
        }
    }

    @Test func aMissingFileAnEmptyOneAndAnEmptyRangeAreRefused() {
        let file = batchSpec([item("a")], matrix: ["n": ["fromFile": "x"]])
        #expect(throws: SchedulerError.self) { try expand(file) }
        #expect(throws: SchedulerError.self) { try expand(file, files: ["x": " \n\n"]) }
        #expect(throws: SchedulerError.self) {
            try expand(batchSpec([item("a")], matrix: ["n": ["range": ["from": 2, "to": 1, "step": 1]]]))
        }
    }

    @Test func anUnboundAxisIsRefusedWithItsPlace() {
        let spec = batchSpec([item("a", input: ["x": [["fromMatrix": "nope"]]])], matrix: ["n": [1]])
        #expect {
            try expand(spec)
        } throws: { error in
            let error = error as? SchedulerError
            return error?.pointer.description == "/items/0/toolRun/input/x/0"
                && error?.diagnosticCode == "input.invalid"
        }
    }

    @Test func aValueFromAnItemThatIsNotNeededIsRefused() {
        let spec = batchSpec([item("a"), item("b", input: ["x": ["fromItem": "a", "path": "/content"]])])
        #expect {
            try expand(spec)
        } throws: { error in
            (error as? SchedulerError)?.code == .notNeeded("a")
        }
    }

    @Test func aMappingThatOnlyLooksLikeABindingIsRefused() {
        for input in [["fromMatrix": 1], ["fromMatrix": "n", "more": 1], ["fromItem": "a", "path": "x"]] as [JSONValue]
        {
            let spec = batchSpec([item("a"), item("b", input: ["x": input], needs: ["a"])], matrix: ["n": [1]])
            #expect(throws: SchedulerError.self) { try expand(spec) }
        }
    }
}
