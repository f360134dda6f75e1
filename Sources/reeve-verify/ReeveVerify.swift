import Glibc
import ReeveAudit
import ReeveJSON

/// Verifies exported audit logs. Needs neither the store nor anything of reeve but the log's own room.
@main
struct ReeveVerify {
    /// The `errno` of the first result that could not be written.
    ///
    /// `nonisolated(unsafe)`: this program has one thread, and only ``main()`` and what it calls touch it.
    nonisolated(unsafe) private static var lostOutput: Int32 = 0

    static func main() {
        // A reader that goes away ends the output and nothing else.
        signal(SIGPIPE, SIG_IGN)
        var status: Int32
        switch VerifyArguments.parse(Array(CommandLine.arguments.dropFirst())) {
        case .help:
            write(VerifyArguments.usage, to: STDOUT_FILENO)
            status = 0
        case .mistake(let text):
            show("error: \(text)\n\n\(VerifyArguments.usage)", to: STDERR_FILENO)
            status = 64
        case .run(let arguments):
            do {
                status = try run(arguments)
            } catch {
                show("error: \(error)\n", to: STDERR_FILENO)
                status = 3
            }
        }
        if lostOutput != 0, lostOutput != EPIPE {
            let reason = String(cString: strerror(lostOutput))
            show("error: the output could not be written: \(reason)\n", to: STDERR_FILENO)
            if status == 0 { status = 1 }
        }
        exit(status)
    }

    private static func run(_ arguments: VerifyArguments) throws -> Int32 {
        var notes: [String] = []
        let checkpoints = try (arguments.checkpoints + arguments.sinceCheckpoints).map { path in
            AuditVerifier.LabelledCheckpoint(
                label: path,
                signed: try inContext(path) {
                    try SignedCheckpoint(parsing: try BoundedFile.read(path))
                })
        }
        let keys = try keys(for: arguments, notes: &notes)
        var verifier = AuditVerifier(
            checkpoints: checkpoints, trusted: CheckpointVerifier(keys: keys), now: arguments.now ?? systemTime())
        try verifier.add(arguments.segments.map { SegmentFile(path: $0) })
        let result = verifier.finish()
        if result.coverage == .partial, !arguments.sinceCheckpoints.isEmpty {
            throw AuditError(.input, "--since-checkpoint needs the complete log; this one is partial")
        }
        if result.coverage == .partial, arguments.demandsComplete {
            throw AuditError(.input, "the log is partial, and --complete was asked for")
        }
        switch arguments.output {
        case .json:
            var object = result.json.object ?? JSONObject()
            object["notes"] = JSONValue(result.notes + notes)
            write(VisibleText.json(JSONValue.object(object).canonicalText) + "\n", to: STDOUT_FILENO)
        case .text: show(text(of: result, notes: notes), to: STDOUT_FILENO)
        }
        return result.exitStatus
    }

    /// The keys that were named; else the one that lies beside the first checkpoint, with a note that it came with it.
    private static func keys(for arguments: VerifyArguments, notes: inout [String]) throws -> [VerifierKey] {
        if !arguments.keys.isEmpty { return try arguments.keys.map { try VerifierKey(vkey: $0) } }
        let path = ((arguments.checkpoints + arguments.sinceCheckpoints).first ?? "") + ".pub"
        let text = String(decoding: try BoundedFile.read(path), as: UTF8.self)
        notes.append("the key is from \(path), which came with the log: compare it with one from elsewhere (--key)")
        let vkey = String(text.prefix { !$0.isWhitespace })
        return [try inContext(path) { try VerifierKey(vkey: vkey) }]
    }

    private static func inContext<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as AuditError where error.code != .input {
            throw AuditError(error.code, "\(path): \(error)")
        }
    }

    private static func text(of result: AuditVerification, notes: [String]) -> String {
        var lines = result.findings.map(\.description)
        if result.isIntact { lines.append("intact") }
        lines.append("entries: \(result.entryCount) (\(result.coverage.rawValue))")
        if let root = result.root { lines.append("root: \(root) at size \(result.treeSize)") }
        if let first = result.firstLeafHash { lines.append("first leaf: \(first)") }
        if let last = result.lastLeafHash { lines.append("last leaf: \(last)") }
        lines.append("checkpoints: \(result.matchedCheckpoints) of \(result.trustedCheckpoints) trusted ones agree")
        if let size = result.newestCheckpointSize {
            lines.append("newest checkpoint: size \(size)" + (result.newestCheckpointTime.map { ", \($0)" } ?? ""))
        }
        lines += result.keys.map { "key: \($0)" }
        lines += (result.notes + notes).map { "note: \($0)" }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func systemTime() -> Timestamp {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Timestamp(microseconds: Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1_000)
    }

    /// Paths and findings quote what lies in files of others: nothing of it acts on a terminal.
    private static func show(_ text: String, to descriptor: Int32) {
        write(VisibleText.onTerminal(text), to: descriptor)
    }

    private static func write(_ text: String, to descriptor: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR { continue }
            guard written >= 0 else {
                if descriptor == STDOUT_FILENO, lostOutput == 0 { lostOutput = errno }
                return
            }
            rest = rest.dropFirst(written)
        }
    }
}
