import Foundation
import Testing

/// What a store says about its queue.
struct QueueSnapshot: Decodable, Sendable {
    struct Run: Decodable, Sendable, Equatable {
        let id: String
        /// The batch's idempotency key.
        let batch: String
        /// As the server's file has it.
        let key: String
        let tool: String
        let status: String
        let reason: String?
        let output: String?
        let endedAt: Int?
        /// Of the last claim.
        let worker: String?
        /// Its attempt goes on, and `run.started` is committed.
        let isStarted: Bool
        /// Entries `run.started` in the audit log.
        let starts: Int
        let lastStep: String?
        /// It stands for an earlier run.
        let isRetry: Bool
        /// How often its worker was lost.
        let rescues: Int
        /// It may have had its effect, and nobody has found out yet.
        let isInDoubt: Bool
        /// Steps that say that a read-back has shown that nothing happened.
        let denials: Int

        var isIdempotent: Bool { tool.hasSuffix("/put") }
        var hasReadBack: Bool { tool.hasSuffix("/book") }
        /// One attempt is all that it has, so that a lost call ends it.
        var hasOneAttempt: Bool { tool == "once/book" }
        var isTerminal: Bool {
            ["succeeded", "failed", "denied", "cancelled", "skipped", "interrupted"].contains(status)
        }
    }

    let runs: [Run]
    /// The idempotency keys of the batches.
    let batches: [String]
    /// The process ids of the workers that are registered.
    let workers: [Int]
    /// The names of all workers that ever claimed a run.
    let claimants: [String]
    let processGroups: Int

    /// The runs that no newer one stands for.
    var newest: [Run] {
        Dictionary(runs.map { ($0.key, $0) }, uniquingKeysWith: { $0.id < $1.id ? $1 : $0 }).values
            .sorted { $0.id < $1.id }
    }

    /// Reads a copy: what a kill left behind is recovered by the next `reeve` and by nobody else.
    static func take(of project: TestProject) async throws -> QueueSnapshot {
        let text = try await project.python(
            """
            import json, os, sqlite3
            folder = '.reeve/copy'
            os.mkdir(folder)
            for name in ('reeve.db', 'reeve.db-wal'):
                if os.path.exists('.reeve/' + name):
                    with open('.reeve/' + name, 'rb') as old, open(folder + '/' + name, 'wb') as new: new.write(old.read())
            db = sqlite3.connect(folder + '/reeve.db')
            rows = lambda text: db.execute(text).fetchall()
            starts = dict(rows("SELECT run_id, count(*) FROM audit_events WHERE event_type = 'run.started' GROUP BY run_id"))
            started = {run for run, in rows('SELECT run FROM attempts WHERE started_at IS NOT NULL AND ended_at IS NULL')}
            steps = dict(row[:2] for row in rows('SELECT run, message, max(ordinal) FROM run_steps GROUP BY run'))
            denials = dict(rows("SELECT run, count(*) FROM run_steps WHERE message LIKE 'read-back: %nothing happened' GROUP BY run"))
            runs = []
            for id, batch, tool, status, reason, output, ended, worker, content, first, rescues, doubt in rows('''
                SELECT r.id, b.idempotency_key, r.tool, r.status, r.reason, r.output_json, r.ended_at, r.worker,
                r.input_json, r.retry_of, t.rescues, t.is_in_doubt
                FROM runs r JOIN run t ON t.id = r.id JOIN batches b ON b.id = r.batch'''):
                given = json.loads(content)
                runs.append({
                    'id': id, 'batch': batch, 'key': given['run'] + '/' + given['cell'], 'tool': tool, 'status': status,
                    'reason': reason, 'output': output, 'endedAt': ended, 'worker': worker,
                    'isStarted': id in started, 'starts': starts.get(id, 0),
                    'lastStep': steps.get(id), 'isRetry': first is not None, 'rescues': rescues,
                    'isInDoubt': bool(doubt), 'denials': denials.get(id, 0)})
            print(json.dumps({
                'runs': runs, 'batches': [key for key, in rows('SELECT idempotency_key FROM batches')],
                'workers': [id for id, in rows('SELECT process_id FROM worker')],
                'claimants': [name for name, in rows('SELECT DISTINCT worker FROM attempts')],
                'processGroups': rows('SELECT count(*) FROM process_group')[0][0]}))
            db.close()
            for name in os.listdir(folder): os.remove(folder + '/' + name)
            os.rmdir(folder)
            """)
        return try JSONDecoder().decode(QueueSnapshot.self, from: Data(text.utf8))
    }
}
