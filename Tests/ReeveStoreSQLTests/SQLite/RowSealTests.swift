import ReeveAudit
import ReeveStore
import ReeveStoreSQL
import TestSupport
import Testing

@Suite struct RowSealTests {
    /// Flips one bit for each seed in a copy; prints for each whether a row reads differently then.
    private static let flips = """
        import json, random, shutil
        def rows(path):
            db = sqlite3.connect(path)
            tables = [r[0] for r in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]
            columns = {t: [r[1] for r in db.execute(f'PRAGMA table_info({t})') if r[1] != 'seal'] for t in tables}
            found = {t: sorted(repr(r) for r in db.execute(f"SELECT {', '.join(columns[t])} FROM {t}")) for t in tables}
            db.close()
            return found
        c.execute('PRAGMA wal_checkpoint(TRUNCATE)'); c.execute('PRAGMA journal_mode = DELETE'); c.close()
        path = sys.argv[1]
        before = rows(path)
        size = len(open(path, 'rb').read())
        pick = random.Random(SEED)
        for number in range(COUNT):
            copy = f'{path}.{number}'
            shutil.copy(path, copy)
            place, bit = pick.randrange(size), pick.randrange(8)
            with open(copy, 'r+b') as file:
                file.seek(place); byte = file.read(1)[0]
                file.seek(place); file.write(bytes([byte ^ (1 << bit)]))
            try: changed = rows(copy) != before
            except Exception: changed = True
            print(number, place, bit, int(changed))
        c = sqlite3.connect(':memory:')
        """

    /// The rows are those of a real store: objects, pins, tools, runs with all their parts, log and checkpoints.
    @Test func aBitThatChangesARowIsNeverUnnoticed() async throws {
        let seed = SeededGenerator.chosenSeed()
        try await TestFolder.with { folder in
            let path = folder + "/reeve.db"
            try Folder.python("c.executescript(open('\(Folder.goldens)store-of-version-1.sql').read())", path)
            try await Folder.with(try await SQLiteStore.open(path: path, mode: .readWrite)) { store async throws in
                _ = try await store.appendAudit([Folder.event()])
                #expect(try await store.integrityCheck() == [])
                #expect(try await store.contradictionsOfLog() == [])
            }
            let script = Self.flips.replacing("SEED", with: "\(seed)").replacing("COUNT", with: "120")
            let lines = try Folder.python(script, path).split(separator: "\n")
            #expect(lines.count == 120)
            var changedCount = 0
            for line in lines where line.hasSuffix(" 1") {
                changedCount += 1
                let copy = path + "." + line.prefix { $0 != " " }
                #expect(await Self.isNoticed(copy), "seed \(seed): number, place, bit: \(line)")
            }
            #expect(changedCount > 0, "seed \(seed)")
        }
    }

    /// By `store check`, or by not being a store any more.
    private static func isNoticed(_ path: String) async -> Bool {
        do {
            return try await Folder.with(try await SQLiteStore.open(path: path, mode: .readOnly)) {
                store async throws in
                try await !(store.integrityCheck() + store.contradictionsOfLog()).isEmpty
            }
        } catch {
            return true
        }
    }
}
