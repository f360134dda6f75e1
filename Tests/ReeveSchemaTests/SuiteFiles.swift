import Glibc
import ReeveJSON
import TestSupport

@testable import ReeveSchema

/// The files of the official suite, read from beside the tests' sources.
enum SuiteFiles {
    static let folder = TestFolder.target() + "/Suite"

    static func read(_ path: String) throws -> JSONValue { try JSONParser.parse(TestFolder.read(path)) }

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
