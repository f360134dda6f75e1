import ReeveAudit
import ReeveJSON
import TestSupport
import Testing

@Suite struct SegmentFileTests {
    @Test func fileIsReadAcrossBufferEnds() throws {
        try TestFolder.with { folder in
            // Lines of all lengths around the size of one read.
            let lines = (0..<60).map { index in
                SegmentLine(
                    sequence: Int64(index),
                    entry: Array(
                        #"{"pad":"\#(String(repeating: "x", count: index * 3_331))","sequence":\#(index)}"#.utf8),
                    leafHash: nil)
            }
            var bytes = lines.flatMap(\.bytes)
            bytes.removeLast()
            try TestFolder.write(bytes, to: folder + "/a.jsonl")
            var read: [SegmentLine] = []
            try SegmentFile(path: folder + "/a.jsonl").forEachLine { read.append($0) }
            #expect(read == lines)
        }
    }

    @Test func fileErrorsHaveCodeAndLine() throws {
        try TestFolder.with { folder in
            func failure(_ content: [UInt8]?) throws -> AuditError? {
                let path = folder + "/b.jsonl"
                if let content { try TestFolder.write(content, to: path) }
                do {
                    try SegmentFile(path: content == nil ? folder + "/none" : path).forEachLine { _ in }
                    return nil
                } catch let error as AuditError {
                    return error
                }
            }
            let unreadable = try failure(nil)
            #expect(unreadable?.code == .input)
            let third = try failure(Array("\n{\"entry\":{},\"sequence\":0}\nx\n".utf8))
            #expect(third?.code == .invalidLine)
            #expect(third?.line == 3)
            let long = [UInt8](repeating: 0x20, count: SegmentFile.maximumLineBytes + 1)
            for content in [long, long + [0x0A]] {
                let tooLong = try failure(content)
                #expect(tooLong?.code == .lineTooLong)
            }
            let empty = try failure([])
            #expect(empty == nil)
        }
    }
}
