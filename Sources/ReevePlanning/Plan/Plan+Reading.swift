internal import ReeveDiagnostics
package import ReeveJSON
package import ReeveModel

extension Plan {
    /// Reads the saved form. Every digest in it is checked. Parts that are only for people must follow from the rest.
    package init(savedJSON value: JSONValue, kinds: KindRegistry = .standard) throws(PlanFileError) {
        let reader = PlanReader(value: value, pointer: JSONPointer(), kinds: kinds)
        let version = try reader.integer("format_version")
        guard version == Plan.formatVersion else { throw PlanFileError(code: .unsupportedVersion(Int(version))) }
        let base = try reader.member("base")
        var reads: [ObjectKey: Int64] = [:]
        for member in try reader.member("reads").value.object ?? [:] {
            guard let key = ObjectKey(path: member.key), let generation = member.value.number?.int64 else {
                throw reader.invalid("reads")
            }
            reads[key] = generation
        }
        self.init(
            id: try reader.ulid("plan_id"), createdAt: try reader.text("created_at", Timestamp.init),
            tool: try reader.text("tool"),
            base: Base(store: try base.ulid("store_id"), serial: try base.integer("serial")),
            set: try reader.text("set"), inputDigest: try reader.text("input_digest") { ContentDigest($0) },
            changes: try reader.list("changes", PlanReader.change), pins: try reader.list("pins", PlanReader.pin),
            drift: try reader.list("drift", PlanReader.drift),
            conflicts: try reader.list("conflicts", PlanReader.conflict),
            guards: try reader.list("guards", PlanReader.guarded), access: try reader.list("access", PlanReader.access),
            findings: try reader.list("policy_findings", PlanReader.diagnostic),
            diagnostics: try reader.list("diagnostics", PlanReader.diagnostic), notes: try reader.texts("notes"),
            reads: reads)
        guard try reader.text("plan_digest") == digest.description else { throw PlanFileError(code: .digestMismatch) }
        // Everything that people read must follow from what apply uses, so that an approver has seen what is applied.
        guard json(.saved) == value else { throw PlanFileError(code: .digestMismatch) }
    }
}

/// A value of a plan file, with its place in the file.
private struct PlanReader {
    let value: JSONValue
    let pointer: JSONPointer
    let kinds: KindRegistry

    func invalid(_ name: String) -> PlanFileError { PlanFileError(code: .invalid(pointer.appending(name))) }

    func member(_ name: String) throws(PlanFileError) -> PlanReader {
        guard let found = value[name] else { throw invalid(name) }
        return PlanReader(value: found, pointer: pointer.appending(name), kinds: kinds)
    }

    func optional(_ name: String) -> PlanReader? {
        value[name].map { PlanReader(value: $0, pointer: pointer.appending(name), kinds: kinds) }
    }

    func text(_ name: String) throws(PlanFileError) -> String {
        guard let text = value[name]?.string else { throw invalid(name) }
        return text
    }

    func text<Value>(_ name: String, _ read: (String) -> Value?) throws(PlanFileError) -> Value {
        guard let found = read(try text(name)) else { throw invalid(name) }
        return found
    }

    func optionalText<Value>(_ name: String, _ read: (String) -> Value?) throws(PlanFileError) -> Value? {
        value[name] == nil ? nil : try text(name, read)
    }

    /// The canonical JSON text of a member that is an object. The text is later written into other documents unchanged.
    func canonicalObject(_ name: String) throws(PlanFileError) -> String {
        let text = try text(name)
        guard let value = try? JSONParser.parse(text), value.object != nil, value.writtenText == text else {
            throw invalid(name)
        }
        return text
    }

    func ulid(_ name: String) throws(PlanFileError) -> ULID { try text(name) { ULID($0) } }

    func integer(_ name: String) throws(PlanFileError) -> Int64 {
        guard let number = value[name]?.number?.int64 else { throw invalid(name) }
        return number
    }

    func flag(_ name: String) throws(PlanFileError) -> Bool {
        guard let flag = value[name]?.bool else { throw invalid(name) }
        return flag
    }

    func texts(_ name: String) throws(PlanFileError) -> [String] {
        try list(name) { (reader) throws(PlanFileError) -> String in
            guard let text = reader.value.string else { throw PlanFileError(code: .invalid(reader.pointer)) }
            return text
        }
    }

    func list<Value>(
        _ name: String, _ read: (PlanReader) throws(PlanFileError) -> Value
    ) throws(PlanFileError) -> [Value] {
        guard let elements = value[name]?.array else { throw invalid(name) }
        var found: [Value] = []
        found.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() {
            found.append(
                try read(PlanReader(value: element, pointer: pointer.appending(name).appending(index), kinds: kinds)))
        }
        return found
    }

    func source(_ name: String) throws(PlanFileError) -> ObjectSource? {
        guard let reader = optional(name) else { return nil }
        return ObjectSource(
            file: try reader.text("file"), line: Int(try reader.integer("line")),
            column: Int(try reader.integer("column")))
    }

    private func content(_ side: String, key: ObjectKey) throws(PlanFileError) -> PlannedChange.Content? {
        guard let claimed = try optionalText(side + "_digest", { ContentDigest($0) }) else { return nil }
        guard let reader = optional(side + "_content") else { throw PlanFileError(code: .notSaved) }
        let metadata = try reader.canonicalObject("metadata")
        let spec = try reader.canonicalObject("spec")
        guard ObjectDigest.of(key: key, metadata: metadata, spec: spec) == claimed else {
            throw PlanFileError(code: .digestMismatch)
        }
        return PlannedChange.Content(metadata: metadata, spec: spec, digest: claimed)
    }

    static func change(_ reader: PlanReader) throws(PlanFileError) -> PlannedChange {
        let finalKey = try reader.text("path") { ObjectKey(path: $0) }
        let formerKey = try reader.optionalText("former_path") { ObjectKey(path: $0) }
        let steps = try reader.texts("actions")
        guard let action = PlannedAction.allCases.first(where: { $0.steps == steps }) else {
            throw reader.invalid("actions")
        }
        let reason = try reader.member("reason")
        guard let known = ChangeReason(code: try reason.text("code"), subjects: try reason.texts("subjects")) else {
            throw reader.invalid("reason")
        }
        return PlannedChange(
            action: action, key: formerKey ?? finalKey, newKey: formerKey == nil ? nil : finalKey, reason: known,
            before: try reader.content("before", key: formerKey ?? finalKey),
            after: try reader.content("after", key: finalKey),
            expectedGeneration: try reader.integer("expected_generation"),
            expectedUID: try reader.optionalText("uid") { ULID($0) },
            references: try reader.list("references") { (each) throws(PlanFileError) -> PlannedChange.Reference in
                PlannedChange.Reference(
                    pointer: try each.text("field"), target: try each.text("target") { ObjectKey(path: $0) })
            },
            uniqueKeys: try reader.list("unique_keys") { (each) throws(PlanFileError) -> UniqueKey in
                UniqueKey(
                    name: try each.text("name"), scope: try each.text("scope"), value: try each.text("value"),
                    pointer: try each.text("field") { JSONPointer($0) })
            },
            risks: try reader.list("risks") { (each) throws(PlanFileError) -> PlannedRisk in
                PlannedRisk(try each.text("risk") { ChangeRisk(rawValue: $0) }, try each.text("detail"))
            },
            source: try reader.source("source"), kinds: reader.kinds)
    }

    static func pin(_ reader: PlanReader) throws(PlanFileError) -> PlannedPin {
        PlannedPin(
            address: ToolLock.Address(
                organization: try reader.text("organization"), environment: try reader.text("environment"),
                name: try reader.text("address")),
            before: try reader.optionalText("before") { ContentDigest($0) },
            after: try reader.optionalText("after") { ContentDigest($0) },
            verdict: try reader.optionalText("verdict") { $0 })
    }

    static func field(_ reader: PlanReader) throws(PlanFileError) -> FieldChange {
        guard let change = FieldChange(json: reader.value) else {
            throw PlanFileError(code: .invalid(reader.pointer))
        }
        return change
    }

    static func drift(_ reader: PlanReader) throws(PlanFileError) -> DriftedObject {
        DriftedObject(
            key: try reader.text("path") { ObjectKey(path: $0) }, isCorrected: try reader.flag("corrected"),
            changedAt: try reader.optionalText("changed_at", Timestamp.init),
            changedBy: try reader.optionalText("changed_by") { $0 }, fields: try reader.list("fields", field))
    }

    static func conflict(_ reader: PlanReader) throws(PlanFileError) -> PlanConflict {
        PlanConflict(
            key: try reader.text("path") { ObjectKey(path: $0) },
            cause: try reader.text("cause") { PlanConflict.Cause(rawValue: $0) },
            owner: try reader.optionalText("owner") { $0 }, fields: try reader.list("fields", field),
            source: try reader.source("source"))
    }

    static func guarded(_ reader: PlanReader) throws(PlanFileError) -> PlanGuard {
        PlanGuard(
            try reader.text("cause") { PlanGuard.Cause(rawValue: $0) },
            key: try reader.optionalText("path") { ObjectKey(path: $0) }, detail: try reader.text("detail"))
    }

    static func access(_ reader: PlanReader) throws(PlanFileError) -> AccessChange {
        AccessChange(
            try reader.text("change") { AccessChange.Change(rawValue: $0) }, statement: try reader.text("statement"),
            conditions: try reader.texts("conditions"), source: try reader.source("source"))
    }

    static func diagnostic(_ reader: PlanReader) throws(PlanFileError) -> Diagnostic {
        var range: SourceRange?
        if let file = reader.value["file"]?.string {
            let start = SourcePosition(
                line: Int(try reader.integer("line")), column: Int(try reader.integer("column")))
            range = SourceRange(file: file, start: start, end: start)
        }
        return Diagnostic(
            DiagnosticCode(try reader.text("code")), try reader.text("message"),
            severity: try reader.text("severity") { Diagnostic.Severity(rawValue: $0) }, at: range,
            label: try reader.optionalText("label") { $0 }, help: try reader.optionalText("help") { $0 })
    }
}
