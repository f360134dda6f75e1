package import ReeveAudit
internal import ReeveJSON
internal import ReeveModel

extension Store {
    /// Prepares objects and pins that other hands have changed, so that a plan can go on from them. One transaction,
    /// which reads all objects and the log. Safe to repeat: where nothing is left to repair, nothing is written.
    ///
    /// The repair does not bring the applied content back: the next apply does. Runs, batches and results are left as
    /// they are.
    ///
    /// - Parameter event: names who repairs. It is written once, with a list of what was done.
    package func repair(by event: AuditEvent) async throws(StoreError) -> StoreRepair {
        try await write { rows throws(StoreError) in
            let logged = try LoggedState(rows).loggedPaths
            var repair = StoreRepair()
            var events: [AuditEvent] = []
            func note(deletionOf path: String) {
                var deletion = event
                deletion.type = .objectDeleted
                deletion.object = path
                events.append(deletion)
            }
            for edit in try rows.objectsThatDoNotFit() {
                guard let found = edit.found else {
                    repair.gone.append(edit.key.description)
                    continue
                }
                if logged.contains(edit.key.description) {
                    try rows.markEdited(edit.uid)
                    repair.marked.append(edit.key)
                } else {
                    try rows.deleteReferences(from: edit.uid)
                    try rows.deleteUniqueKeys(of: edit.uid)
                    try rows.deleteObject(uid: edit.uid)
                    repair.removed.append(found)
                }
            }
            let marked = Set(repair.marked.map(\.description))
            let there = Set(try rows.objectHeads(.all).map(\.key.description)).union(marked)
            repair.gone = Set(repair.gone).union(logged.subtracting(there)).subtracting(marked).sorted()
            for path in repair.gone where logged.contains(path) { note(deletionOf: path) }
            let edited = try rows.pinEdits()
            for pin in try rows.pins() where !pin.isIntact {
                try rows.setPin(pin.target, nil)
                repair.pins.append(pin.target)
            }
            repair.pins = Set(repair.pins).union(edited).sorted()
            try rows.forgetEdits(keeping: repair.marked)
            guard !repair.isEmpty else { return repair }
            var summary = event
            summary.type = .storeRepaired
            summary.context = [
                "gone": JSONValue(repair.gone), "marked": JSONValue(repair.marked.map(\.description)),
                "pins": JSONValue(repair.pins.map(\.path)),
                "pins_digest": .string(PinDigest.of(try rows.pins()).description),
                "removed": JSONValue(repair.removed.map(\.description)),
            ]
            try rows.append([summary] + events)
            return repair
        }
    }
}
