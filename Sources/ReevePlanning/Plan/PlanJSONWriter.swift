internal import ReeveDiagnostics
internal import ReeveJSON
internal import ReeveModel

/// Writes a plan as canonical JSON, piece by piece, so that neither the text of a large plan nor a tree of it is in
/// memory as a whole.
///
/// INVARIANT (canonical): members are written in canonical order. A test compares the text with that of the value.
struct PlanJSONWriter {
    let plan: Plan
    /// The form to write; nil for the text that the plan's digest is computed from.
    let form: Plan.JSONForm?

    private static let pieceBytes = 64 << 10

    /// - Parameter digest: nil while the digest is computed.
    func write(digest: ContentDigest?, to sink: ([UInt8]) throws -> Void) rethrows {
        var writer = CanonicalJSONWriter(reservingCapacity: Self.pieceBytes + 4_096, numbersAsWritten: true)
        writer.beginObject()
        writer.member("access", each: plan.access) { $1.write($0.json) }
        writer.member("applyable", plan.isApplyable)
        writer.key("base")
        writer.beginObject()
        writer.member("serial", plan.base.serial)
        writer.member("store_id", plan.base.store.text)
        writer.endObject()
        writer.key("changes")
        writer.beginArray()
        for change in plan.changes {
            writer.separate()
            // Each change begins a new line, for people who search the file. The digest does not cover this white
            // space.
            if form != nil { writer.append(byte: UInt8(ascii: "\n")) }
            write(change, into: &writer)
            if writer.bytes.count >= Self.pieceBytes { try sink(writer.take()) }
        }
        writer.endArray()
        writer.member("conflicts", each: plan.conflicts) { $1.write($0.json) }
        if digest != nil { writer.member("created_at", plan.createdAt.description) }
        writer.member("diagnostics", each: plan.diagnostics) { $1.write($0.planJSON) }
        writer.member("drift", each: plan.drift) { $1.write($0.json) }
        writer.member("format_version", Int64(Plan.formatVersion))
        writer.member("guards", each: plan.guards) { $1.write($0.json) }
        writer.member("input_digest", plan.inputDigest.description)
        writer.member("notes", plan.notes)
        writer.member("pins", each: plan.pins) { $1.write($0.json) }
        if let digest {
            writer.member("plan_digest", digest.description)
            writer.member("plan_id", plan.id.text)
        }
        writer.member("policy_findings", each: plan.findings) { $1.write($0.planJSON) }
        writer.member(
            "reads",
            .object(
                JSONObject(plan.reads.map { JSONObject.Member(key: $0.key.description, value: JSONValue($0.value)) })))
        writer.member("set", plan.set)
        let summary = plan.summary
        writer.key("summary")
        writer.beginObject()
        writer.member("add", Int64(summary.added))
        writer.member("change", Int64(summary.changed))
        writer.member("destroy", Int64(summary.destroyed))
        writer.member("forget", Int64(summary.forgotten))
        writer.endObject()
        writer.member("tool", plan.tool)
        writer.endObject()
        try sink(writer.take())
    }

    /// The canonical text of one change, in the form that revisions store.
    static func text(of change: PlannedChange, in plan: Plan) -> String {
        var writer = CanonicalJSONWriter(reservingCapacity: 1_536, numbersAsWritten: true)
        PlanJSONWriter(plan: plan, form: .shown).write(change, into: &writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private func write(_ change: PlannedChange, into writer: inout CanonicalJSONWriter) {
        writer.beginObject()
        writer.member("actions", change.action.steps)
        // A declared spec has only members that its description knows. A stored spec may have others, and these are
        // masked.
        let masks = change.before != nil || SensitivityMask.mayMask(kind: change.kind)
        if let after = change.after { write(after, as: Self.after, kind: change.kind, masks, into: &writer) }
        if let before = change.before { write(before, as: Self.before, kind: change.kind, masks, into: &writer) }
        writer.member("expected_generation", change.expectedGeneration)
        if form != nil { writer.member("fields", each: change.fieldChanges) { $1.write($0.json) } }
        if change.newKey != nil { writer.member("former_path", change.key.description) }
        writer.member("kind", change.key.kind)
        writer.member("path", change.finalKey.description)
        writer.key("reason")
        writer.beginObject()
        writer.member("code", change.reason.code)
        writer.member("subjects", change.reason.subjects)
        writer.endObject()
        writer.member("references", each: change.references) { reference, writer in
            writer.beginObject()
            writer.member("field", reference.pointer)
            writer.member("target", reference.target.description)
            writer.endObject()
        }
        writer.member("risks", each: change.risks) { risk, writer in
            writer.beginObject()
            writer.member("detail", risk.detail)
            writer.member("risk", risk.risk.rawValue)
            writer.endObject()
        }
        if let source = change.source {
            writer.key("source")
            writer.beginObject()
            writer.member("column", Int64(source.column))
            writer.member("file", source.file)
            writer.member("line", Int64(source.line))
            writer.endObject()
        }
        if let uid = change.expectedUID { writer.member("uid", uid.text) }
        writer.member("unique_keys", each: change.uniqueKeys) { key, writer in
            writer.beginObject()
            writer.member("field", key.pointer.description)
            writer.member("name", key.name)
            writer.member("scope", key.scope)
            writer.member("value", key.value)
            writer.endObject()
        }
        writer.endObject()
    }

    /// The names of the members for one side of a change.
    private struct Side {
        let shown: StaticString
        let content: StaticString
        let digest: StaticString
        let mask: StaticString
    }

    private static let before = Side(
        shown: "before", content: "before_content", digest: "before_digest", mask: "before_sensitive")
    private static let after = Side(
        shown: "after", content: "after_content", digest: "after_digest", mask: "after_sensitive")

    private func write(
        _ content: PlannedChange.Content, as side: Side, kind: KindDescription?, _ masks: Bool,
        into writer: inout CanonicalJSONWriter
    ) {
        guard let form else {
            writer.member(side.digest, content.digest.description)
            return
        }
        let masked = masks ? SensitivityMask.masked(spec: content.specValue, kind: kind) : nil
        writer.key(side.shown)
        writer.beginObject()
        writer.member("metadata", canonical: content.metadata)
        if let masked { writer.member("spec", masked.value) } else { writer.member("spec", canonical: content.spec) }
        writer.endObject()
        if form == .saved {
            writer.key(side.content)
            writer.beginObject()
            writer.member("metadata", content.metadata)
            writer.member("spec", content.spec)
            writer.endObject()
        }
        writer.member(side.digest, content.digest.description)
        if let masked, masked.mask != false {
            writer.member(side.mask, ["spec": masked.mask])
        } else {
            writer.member(side.mask, false)
        }
    }
}
