internal import ReeveJSON
internal import ReeveModel
package import ReeveStore

/// Compares the bytes of rows with the digests that stand beside them.
///
/// The check finds a row whose bytes and seal were both written by other hands. The audit log has the digest of the row
/// too. So a forger who keeps the digest is found here, since the bytes do not give it. A forger who changes the digest
/// is found by the check of the log, which does not know the new digest.
package enum DigestCheck {
    private static let flawsMax = 50

    /// A sentence for each row whose bytes do not give its digest, at most 50 of them. Reads every row.
    package static func flaws(in store: any Store) async throws(StoreError) -> [String] {
        try await store.read { rows throws(StoreError) in
            var flaws: [String] = []
            var more = 0
            func note(_ flaw: String) {
                if flaws.count < flawsMax { flaws.append(flaw) } else { more += 1 }
            }
            try rows.everyObject { object throws(StoreError) in
                if object.isIntact, !object.isAsApplied {
                    note("object \(object.key): its bytes do not give its digest")
                }
            }
            for tool in try rows.toolDefinitions(ToolFilter(currentOnly: false)) {
                let definition = try? JSONParser.parse(tool.definition)
                if definition.map({ ToolFingerprint($0).digest }) != tool.digest {
                    note("tool \(tool.address) \(tool.id): its definition does not give its digest")
                }
            }
            try rows.everyBatch { batch throws(StoreError) in
                if try digest(of: batch.definition, in: rows, { .of($0) }) != batch.definitionDigest {
                    note("batch \(batch.id): its definition does not give its digest")
                }
            }
            try rows.everyRun(RunFilter(includesArchived: true)) { run throws(StoreError) in
                guard let wanted = run.usage.resultDigest else { return }
                guard let text = try rows.run(run.id, withContent: true)?.content?.output else { return }
                if try digest(of: text, in: rows, ResultDocument.digest(ofStored:)) != wanted {
                    note("run \(run.id): its result does not give its digest")
                }
            }
            return more == 0 ? flaws : flaws + ["and \(more) more"]
        }
    }

    /// The digest of the content that a row's text stands for; nil where the payload is missing or does not have the
    /// digest that it is named by.
    private static func digest(
        of text: String, in rows: any StoreReading, _ digest: (JSONValue) -> ContentDigest
    ) throws(StoreError) -> ContentDigest? {
        do throws(StoreError) {
            return digest(try StoredContent.load(text, from: rows))
        } catch {
            switch error.code {
            case .corrupt, .missing: return nil
            default: throw error
            }
        }
    }
}
