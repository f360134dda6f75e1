import TestSupport
import Testing

@testable import ReeveExecution

@Suite struct RunPlaceTests {
    @Test func everyRunHasAFileOfItsOwnBelowTheFolder() {
        let cells = [
            "", "dock=east,shift=1", "path=../../etc", "path=%2E%2E", "a=/", "a=%2F", ".", "..", "-x", "日本", "a\u{0}b",
        ]
        let places = cells.map { RunPlace(item: "check", cell: $0) } + [RunPlace(item: "check.jsonl", cell: "")]
        let files = places.map(\.file)
        #expect(Set(files).count == files.count)
        for file in files {
            let parts = file.split(separator: "/", omittingEmptySubsequences: false)
            #expect(parts.first == "runs" && parts.count <= 3 && !parts.contains("..") && !parts.contains("."))
            #expect(parts.allSatisfy { $0.utf8.count <= 255 && !$0.hasPrefix("-") && !$0.isEmpty })
        }
        #expect(RunPlace(item: "check", cell: "dock=east,shift=1").file == "runs/check/dock=east,shift=1.jsonl")
    }

    @Test func longNamesThatBeginAlikeHaveDifferentFiles() {
        let long = String(repeating: "x", count: 400)
        let (one, other) = (RunPlace(item: "i", cell: long + "1"), RunPlace(item: "i", cell: long + "2"))
        #expect(one.file != other.file && one.file.utf8.count < 260)
    }
}
