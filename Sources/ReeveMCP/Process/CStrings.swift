import Glibc

enum CStrings {
    /// Calls `body` with a null-terminated array of C strings that lives as long as the call.
    static func withArray<R>(_ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> R) -> R {
        let pointers = texts.map { strdup($0) }
        defer { for pointer in pointers { free(pointer) } }
        return body(pointers + [nil])
    }
}
