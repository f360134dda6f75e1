import ReeveDiagnostics
import ReeveJSON
import ReeveModel
import ReeveSchema
import ReeveTemplate

/// A task that names its template gives all variables that it must, and no others. A template that only the store has, or
/// that another place names, is judged when the batch is submitted.
enum TemplateUseCheck {
    static func check(_ set: ManifestSet) -> [Diagnostic] {
        let batches = (set.objects + set.broken).filter { object in
            object.key.kind == KindName.batch && object.references.contains { $0.kind == KindName.template }
        }
        guard !batches.isEmpty else { return [] }
        let objects = RelatedObjects(set, of: [KindName.template])
        var documents: [ObjectKey: TemplateDocument] = [:]
        var found: [Diagnostic] = []
        for batch in batches {
            for (index, item) in (batch.specValue["items"]?.array ?? []).enumerated() {
                guard let task = item["task"], let name = task["template"]?.string else { continue }
                let key = ObjectKey(kind: KindName.template, organization: batch.key.organization, name: name)
                guard let template = objects.object(key) else { continue }
                let document = documents[key] ?? TemplateDocument(spec: template.specValue.object ?? [:])
                documents[key] = document
                let place = JSONPointer(tokens: ["items", String(index), "task", "template"])
                found += flaws(of: task, in: document).map { flaw in
                    Diagnostic(
                        flaw.code,
                        "item '\(item["name"]?.string ?? "")' of Batch '\(batch.key.name)' cannot fill template '\(name)': \(flaw.message)",
                        at: batch.range(ofReference: place) ?? batch.source.range, label: flaw.label,
                        notes: [.init("the template is declared here", at: template.source.range)])
                }
            }
        }
        return found
    }

    private static func flaws(of task: JSONValue, in document: TemplateDocument) -> [TemplateFilling.Flaw] {
        document.fill(
            task["variables"]?.object ?? [:],
            schema: { value, schema in
                (try? CompiledSchema(compiling: schema))?.validate(value).first.map { "\($0)" }
            },
            isLate: holdsBinding
        ).flaws
    }

    /// Whether a value, or a part of it, is bound only when the batch is expanded or the item starts.
    private static func holdsBinding(_ value: JSONValue) -> Bool {
        switch value {
        case .object(let object):
            ["fromMatrix", "fromItem", "fromFire", "fromSecret"].contains { object[$0] != nil }
                || object.contains { holdsBinding($0.value) }
        case .array(let elements): elements.contains(where: holdsBinding)
        default: false
        }
    }
}
