import Glibc
import ReeveJSON

@testable import ReeveSchema

/// The files of the official suite, read from beside the tests' sources.
enum SuiteFiles {
    struct Failure: Error { let path: String }

    static let folder: String = {
        let file = #filePath
        return file.prefix(upTo: file.lastIndex(of: "/") ?? file.startIndex) + "/Suite"
    }()

    static func read(_ path: String) throws -> JSONValue {
        guard let file = fopen(path, "r") else { throw Failure(path: path) }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            if count == 0 { break }
            bytes += buffer[..<count]
        }
        return try JSONParser.parse(bytes)
    }

    /// The JSON files below a folder, with paths relative to it, sorted.
    static func files(below folder: String, recursive: Bool = true) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var found: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasPrefix(".") { continue }
            if name.hasSuffix(".json") {
                found.append(name)
            } else if recursive {
                found += files(below: folder + "/" + name).map { name + "/" + $0 }
            }
        }
        return found.sorted()
    }

    static func folderName(of dialect: SchemaDialect) -> String {
        switch dialect {
        case .draft4: "draft4"
        case .draft6: "draft6"
        case .draft7: "draft7"
        case .draft2019: "draft2019-09"
        case .draft2020: "draft2020-12"
        }
    }

    /// The remote documents, under the address that the suite gives them.
    static func remotes() throws -> [String: JSONValue] {
        var documents: [String: JSONValue] = [:]
        for path in files(below: folder + "/remotes") {
            documents["http://localhost:1234/" + path] = try read(folder + "/remotes/" + path)
        }
        return documents
    }
}
