package import ReeveJSON
package import ReeveStore

/// A recording as it was opened: whole, and checked line by line. The files of runs are read again when they are played.
package struct Recording: Sendable {
    package let manifest: RecordingManifest
    package let tools: [ToolDefinition]
    package let connections: [ConnectionStatus]
    /// What the runs came to when it was recorded.
    package let outcome: JSONValue
    private let folder: RecordingFolder

    /// Reads and checks every file.
    ///
    /// - Throws: ``RecordingError`` with file and line.
    package static func open(_ path: String) async throws(RecordingError) -> Recording {
        try await BlockingThread.run { () throws(RecordingError) in try Recording(path) }
    }

    private init(_ path: String) throws(RecordingError) {
        folder = RecordingFolder(path: path)
        manifest = try Recording.manifest(in: folder)
        var tools = RecordedTools()
        var outcome = JSONValue.null
        for (name, file) in manifest.files.sorted(by: { $0.key < $1.key }) {
            switch name {
            case RecordedTools.fileName:
                try Recording.eachLine(of: name, file, in: folder) { json throws(RecordingFault) in try tools.add(json)
                }
            case Recorder.outcomeFile:
                guard let bytes = try folder.read(name) else {
                    throw RecordingError(.damaged, "the file is not there", file: folder.file(name))
                }
                do { outcome = try JSONParser.parse(bytes) } catch {
                    throw RecordingError(.damaged, "\(error)", file: folder.file(name))
                }
            default: _ = try Recording.lines(of: name, file, in: folder)
            }
        }
        for name in try folder.runFiles() where manifest.files[name] == nil {
            throw RecordingError(.damaged, "the manifest has no such file", file: folder.file(name))
        }
        self.tools = tools.tools
        connections = tools.connections
        self.outcome = outcome
    }

    private static func manifest(in folder: RecordingFolder) throws(RecordingError) -> RecordingManifest {
        let file = folder.file(RecordingManifest.fileName)
        guard let bytes = try folder.read(RecordingManifest.fileName, limit: RecordingManifest.bytesMax) else {
            throw RecordingError(
                .missing, "there is no such file: nothing was recorded here, or the recording was not finished",
                file: file)
        }
        let json: JSONValue
        do { json = try JSONParser.parse(bytes) } catch {
            throw RecordingError(.damaged, "\(error)", file: file)
        }
        return try RecordingManifest(json, file: file)
    }

    /// The lines of a run's file; none where the recording has no such run.
    ///
    /// - Throws: ``RecordingError``.
    func lines(of place: RunPlace) async throws(RecordingError) -> [RecordingLine] {
        guard let file = manifest.files[place.file] else { return [] }
        return try await BlockingThread.run { [folder] () throws(RecordingError) in
            try Recording.lines(of: place.file, file, in: folder)
        }
    }

    /// The places of the runs that were recorded, by their files.
    var runFiles: [String] { manifest.files.keys.filter { $0.hasPrefix("runs/") }.sorted() }

    func lines(ofFile name: String) throws(RecordingError) -> [RecordingLine] {
        guard let file = manifest.files[name] else { return [] }
        return try Recording.lines(of: name, file, in: folder)
    }

    private static func lines(
        of name: String, _ file: RecordingManifest.File, in folder: RecordingFolder
    ) throws(RecordingError) -> [RecordingLine] {
        var lines: [RecordingLine] = []
        try eachLine(of: name, file, in: folder) { json throws(RecordingFault) in
            lines.append(try RecordingLine(json))
        }
        return lines
    }

    private static func eachLine(
        of name: String, _ file: RecordingManifest.File, in folder: RecordingFolder,
        _ body: (JSONValue) throws(RecordingFault) -> Void
    ) throws(RecordingError) {
        let path = folder.file(name)
        guard let bytes = try folder.read(name) else {
            throw RecordingError(.damaged, "the file is not there, and the manifest has it", file: path)
        }
        var number = 0
        var start = bytes.startIndex
        while start < bytes.endIndex {
            number += 1
            guard let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) else {
                throw RecordingError(.damaged, "the file is cut in this line", file: path, line: number)
            }
            guard end - start <= RecordingFolder.lineBytesMax else {
                throw RecordingError(
                    .tooLarge, "the line is longer than \(RecordingFolder.lineBytesMax) bytes", file: path, line: number
                )
            }
            do {
                try body(try JSONParser.parse(Array(bytes[start..<end])))
            } catch {
                throw RecordingError(.damaged, "\(error)", file: path, line: number)
            }
            start = end + 1
        }
        guard number == file.lines else {
            throw RecordingError(
                .damaged, "it has \(number) lines, and the manifest says \(file.lines)", file: path,
                line: max(1, min(number, file.lines)))
        }
        guard ContentDigest.of(bytes) == file.digest else {
            throw RecordingError(.damaged, "it does not have the digest that the manifest says", file: path)
        }
    }
}
