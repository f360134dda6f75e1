package import ReeveJSON
internal import ReeveDiagnostics
internal import ReeveModel

extension Plan {
    /// What the JSON of a plan contains.
    package enum JSONForm: Sendable {
        /// For reports, pipelines and the store. Sensitive leaves are masked.
        case shown
        /// For `--out FILE`. It also has the content that apply writes, unmasked, so the file must be protected like
        /// the manifests.
        case saved
    }

    /// The documented form (docs/schemas/plan.schema.json) as a value. For a large plan the text takes much less
    /// memory.
    package func json(_ form: JSONForm = .shown) -> JSONValue {
        var bytes: [UInt8] = []
        sealed.write(form) { bytes += $0 }
        return (try? JSONParser.parse(bytes)) ?? .null
    }

    /// The SHA-256 over everything except id and time; content counts by its digest. Takes time in the size of the
    /// plan.
    package var digest: ContentDigest {
        var hash = ContentDigest.Hash()
        PlanJSONWriter(plan: self, form: nil).write(digest: nil) { hash.update($0) }
        return hash.finish()
    }

    /// The plan together with its digest, which is computed once here.
    package var sealed: SealedPlan { SealedPlan(self) }
}

extension PlannedPin {
    var json: JSONValue {
        var object: JSONObject = [
            "organization": .string(address.organization), "environment": .string(address.environment),
            "address": .string(address.name), "risk": .string(ChangeRisk.toolChanged.rawValue),
        ]
        if let before { object["before"] = .string(before.description) }
        if let after { object["after"] = .string(after.description) }
        if let verdict { object["verdict"] = .string(verdict) }
        return .object(object)
    }
}

extension DriftedObject {
    var json: JSONValue {
        var object: JSONObject = [
            "path": .string(key.description), "corrected": .bool(isCorrected), "fields": .array(fields.map(\.json)),
        ]
        if let changedAt { object["changed_at"] = .string(changedAt.description) }
        if let changedBy { object["changed_by"] = .string(changedBy) }
        return .object(object)
    }
}

extension PlanConflict {
    var json: JSONValue {
        var object: JSONObject = [
            "path": .string(key.description), "cause": .string(cause.rawValue), "fields": .array(fields.map(\.json)),
        ]
        if let owner { object["owner"] = .string(owner) }
        if let source { object["source"] = source.json }
        return .object(object)
    }
}

extension PlanGuard {
    var json: JSONValue {
        var object: JSONObject = ["cause": .string(cause.rawValue), "detail": .string(detail)]
        if let key { object["path"] = .string(key.description) }
        return .object(object)
    }
}

extension AccessChange {
    var json: JSONValue {
        var object: JSONObject = [
            "change": .string(change.rawValue), "statement": .string(statement),
            "conditions": JSONValue(conditions),
        ]
        if let source { object["source"] = source.json }
        return .object(object)
    }
}

extension ObjectSource {
    var json: JSONValue {
        ["file": .string(file), "line": JSONValue(line), "column": JSONValue(column)]
    }
}

extension Diagnostic {
    var planJSON: JSONValue {
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
