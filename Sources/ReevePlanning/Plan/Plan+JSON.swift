package import ReeveJSON
internal import ReeveDiagnostics
internal import ReeveModel

extension Plan {
    /// What a JSON form holds.
    package enum JSONForm: Sendable {
        /// For reports, pipelines and the store: sensitive leaves are masked.
        case shown
        /// For `--out FILE`: also the content that apply writes, as it is. To be kept like the manifests.
        case saved
    }

    /// The documented form (docs/schemas/plan.schema.json).
    package func json(_ form: JSONForm = .shown) -> JSONValue {
        var object = body(form)
        object["plan_id"] = .string(id.text)
        object["created_at"] = .string(createdAt.description)
        object["plan_digest"] = .string(digest.description)
        return .object(object)
    }

    /// SHA-256 over everything but id and time. Content counts by its digest.
    package var digest: ContentDigest { ContentDigest.of(.object(body(nil))) }

    /// - Parameter form: nil for what the plan digest covers.
    private func body(_ form: JSONForm?) -> JSONObject {
        let summary = summary
        return [
            "format_version": JSONValue(Plan.formatVersion), "tool": .string(tool),
            "base": ["store_id": .string(base.store.text), "serial": JSONValue(base.serial)],
            "set": .string(set), "input_digest": .string(inputDigest.description),
            "changes": .array(changes.map { $0.json(form) }), "pins": .array(pins.map(\.json)),
            "drift": .array(drift.map(\.json)), "conflicts": .array(conflicts.map(\.json)),
            "guards": .array(guards.map(\.json)), "access": .array(access.map(\.json)),
            "policy_findings": .array(findings.map(\.planJSON)),
            "diagnostics": .array(diagnostics.map(\.planJSON)), "notes": JSONValue(notes),
            "reads": .object(
                JSONObject(reads.map { JSONObject.Member(key: $0.key.description, value: JSONValue($0.value)) })),
            "summary": [
                "add": JSONValue(summary.added), "change": JSONValue(summary.changed),
                "destroy": JSONValue(summary.destroyed), "forget": JSONValue(summary.forgotten),
            ],
            "applyable": .bool(isApplyable),
        ]
    }
}

extension PlannedChange {
    fileprivate func json(_ form: Plan.JSONForm?) -> JSONValue {
        var object: JSONObject = [
            "path": .string(finalKey.description), "kind": .string(key.kind), "actions": JSONValue(action.steps),
            "reason": ["code": .string(reason.code), "subjects": JSONValue(reason.subjects)],
            "risks": .array(risks.map { ["risk": .string($0.risk.rawValue), "detail": .string($0.detail)] }),
            "expected_generation": JSONValue(expectedGeneration),
            "references": .array(
                references.map { ["field": .string($0.pointer), "target": .string($0.target.description)] }),
            "unique_keys": .array(
                uniqueKeys.map {
                    [
                        "name": .string($0.name), "scope": .string($0.scope), "value": .string($0.value),
                        "field": .string($0.pointer.description),
                    ]
                }),
        ]
        if newKey != nil { object["former_path"] = .string(key.description) }
        if let expectedUID { object["uid"] = .string(expectedUID.text) }
        if let source { object["source"] = source.json }
        if let before { object["before_digest"] = .string(before.digest.description) }
        if let after { object["after_digest"] = .string(after.digest.description) }
        guard let form else { return .object(object) }
        object["fields"] = .array(fieldChanges.map(\.json))
        for (side, content) in [("before", before), ("after", after)] {
            guard let content else { continue }
            let spec = SensitivityMask.masked(spec: content.specValue, kind: key.kind)
            object[side] = ["metadata": content.metadataValue, "spec": spec.value]
            object[side + "_sensitive"] = spec.mask == false ? false : ["spec": spec.mask]
            guard form == .saved else { continue }
            object[side + "_content"] = ["metadata": .string(content.metadata), "spec": .string(content.spec)]
        }
        return .object(object)
    }
}

extension PlannedPin {
    fileprivate var json: JSONValue {
        var object: JSONObject = [
            "organization": .string(address.organization), "environment": .string(address.environment),
            "address": .string(address.name), "risk": .string(Risk.toolChanged.rawValue),
        ]
        if let before { object["before"] = .string(before.description) }
        if let after { object["after"] = .string(after.description) }
        if let verdict { object["verdict"] = .string(verdict) }
        return .object(object)
    }
}

extension DriftedObject {
    fileprivate var json: JSONValue {
        var object: JSONObject = [
            "path": .string(key.description), "corrected": .bool(isCorrected), "fields": .array(fields.map(\.json)),
        ]
        if let changedAt { object["changed_at"] = .string(changedAt.description) }
        if let changedBy { object["changed_by"] = .string(changedBy) }
        return .object(object)
    }
}

extension PlanConflict {
    fileprivate var json: JSONValue {
        var object: JSONObject = [
            "path": .string(key.description), "cause": .string(cause.rawValue), "fields": .array(fields.map(\.json)),
        ]
        if let owner { object["owner"] = .string(owner) }
        if let source { object["source"] = source.json }
        return .object(object)
    }
}

extension PlanGuard {
    fileprivate var json: JSONValue {
        var object: JSONObject = ["cause": .string(cause.rawValue), "detail": .string(detail)]
        if let key { object["path"] = .string(key.description) }
        return .object(object)
    }
}

extension AccessChange {
    fileprivate var json: JSONValue {
        var object: JSONObject = [
            "change": .string(isGained ? "gained" : "lost"), "statement": .string(statement),
            "conditions": JSONValue(conditions),
        ]
        if let source { object["source"] = source.json }
        return .object(object)
    }
}

extension ObjectSource {
    fileprivate var json: JSONValue {
        ["file": .string(file), "line": JSONValue(line), "column": JSONValue(column)]
    }
}

extension Diagnostic {
    fileprivate var planJSON: JSONValue {
        var object: JSONObject = [
            "code": .string(code.text), "severity": .string(severity.rawValue), "message": .string(message),
        ]
        if let range {
            object["file"] = .string(range.file)
            object["line"] = JSONValue(range.start.line)
            object["column"] = JSONValue(range.start.column)
        }
        if let label { object["label"] = .string(label) }
        if let help { object["help"] = .string(help) }
        return .object(object)
    }
}
