import Glibc
import ReeveDiagnostics
import ReeveManifest
import ReevePlanning

/// The file `reeve.lock`, beside `reeve.yaml`.
struct LockFile {
    let path: String

    init(project: Project) { path = project.absolute("reeve.lock") }

    /// The pins; nil where there is no file.
    func read(in context: OperationContext) throws(OperationError) -> ToolLock? {
        // Only a file that certainly does not exist counts as missing. For any other failure, the read below gives the
        // reason.
        if access(path, F_OK) != 0, errno == ENOENT { return nil }
        do {
            let source = try SourceText(readingFile: path, named: "reeve.lock")
            var lock = ToolLock()
            var reader = YAMLReader(source)
            while let document = reader.next() {
                if let first = document.diagnostics.first { throw first }
                guard let root = document.root else { continue }
                lock = try ToolLock(document.arena.json(of: root))
            }
            return lock
        } catch let diagnostic as Diagnostic {
            throw OperationError(.invalid([diagnostic], context.sources))
        } catch let error as ToolLockError {
            throw OperationError.invalid(
                "reeve.lock is not of its form at '\(error.pointer)'", code: "lock.invalid",
                help: "write it anew with 'reeve tools lock', or take it from git")
        } catch {
            throw OperationError(.other(error))
        }
    }
}
