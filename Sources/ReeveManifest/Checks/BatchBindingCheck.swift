import ReeveDiagnostics
import ReeveJSON
import ReeveModel

/// `fromMatrix` names an axis; `fromItem` names an item that the item needs, so that it has ended before.
struct BatchBindingCheck: DocumentCheck {
    static let code: DiagnosticCode = "batch.binding"

    func check(_ context: CheckContext) -> [Diagnostic] {
        let matrix = context.spec["matrix"]?.object ?? [:]
        var axes = matrix.keys.filter { $0 != "include" && $0 != "exclude" }
        for cell in matrix["include"]?.array ?? [] { axes += cell.object?.keys ?? [] }
        var found: [Diagnostic] = []
        for (index, item) in (context.spec["items"]?.array ?? []).enumerated() {
            let isTask = item["task"] != nil
            let path = isTask ? ["task", "variables"] : ["toolRun", "input"]
            guard let input = item[path[0]]?[path[1]] else { continue }
            visit(input, at: JSONPointer(tokens: ["items", String(index)] + path)) { name, binding, place in
                let range = context.range(place)
                switch name {
                case "fromSecret" where isTask:
                    found.append(
                        Diagnostic(
                            Self.code,
                            "a variable of item '\(item["name"]?.string ?? "")' of \(context.subject) is a secret, which a model would be shown",
                            at: range, help: "pass it to the tool that needs it, by 'fromSecret' in a tool run"))
                case "fromMatrix": found += matrixFlaws(binding, of: item, axes: axes, context, at: range)
                case "fromItem": found += itemFlaws(binding, of: item, context, at: range)
                case "fromSecret": found += secretFlaws(binding, context, at: range)
                default:
                    found.append(
                        Diagnostic(
                            Self.code, "'\(name)' has a value only where a schedule fires, which this version does not",
                            at: range))
                }
            }
        }
        return found
    }

    private func matrixFlaws(
        _ binding: JSONObject, of item: JSONValue, axes: [String], _ context: CheckContext, at range: SourceRange?
    ) -> [Diagnostic] {
        let axis = binding["fromMatrix"]?.string ?? ""
        if item["once"] == true {
            return [
                Diagnostic(
                    Self.code,
                    "item '\(item["name"]?.string ?? "")' of \(context.subject) runs once, so no cell gives it '\(axis)'",
                    at: range)
            ]
        }
        guard !axes.contains(axis) else { return [] }
        return [
            Diagnostic(
                Self.code, "'\(axis)' is no axis of the matrix of \(context.subject)", at: range,
                label: NearestName.suggestion(for: axis, among: axes).map { "did you mean '\($0)'?" })
        ]
    }

    private func itemFlaws(
        _ binding: JSONObject, of item: JSONValue, _ context: CheckContext, at range: SourceRange?
    ) -> [Diagnostic] {
        let needs = (item["needs"]?.array ?? []).compactMap { $0["item"]?.string }
        let wanted = binding["fromItem"]?.string ?? ""
        var found: [Diagnostic] = []
        if !needs.contains(wanted) {
            found.append(
                Diagnostic(
                    Self.code,
                    "item '\(item["name"]?.string ?? "")' of \(context.subject) takes a value of '\(wanted)' but does not need it",
                    at: range, help: "add it: needs: [\(wanted)]"))
        }
        if binding["path"]?.string.flatMap({ JSONPointer($0) }) == nil {
            found.append(
                Diagnostic(
                    Self.code, "'fromItem' of \(context.subject) goes with 'path', a JSON Pointer into the result",
                    at: range))
        }
        return found
    }

    private func secretFlaws(_ binding: JSONObject, _ context: CheckContext, at range: SourceRange?) -> [Diagnostic] {
        let reference = binding["fromSecret"]?.string.flatMap { SecretReference($0) }
        guard binding.count != 1 || reference?.isServed != true else { return [] }
        return [
            Diagnostic(
                .secretReference, "'fromSecret' of \(context.subject) takes a secret reference and stands alone",
                at: range, help: "write fromSecret: env:NAME or fromSecret: file:PATH", hidesSource: true)
        ]
    }

    private func visit(_ value: JSONValue, at pointer: JSONPointer, _ body: (String, JSONObject, JSONPointer) -> Void) {
        switch value {
        case .object(let object):
            for name in ["fromMatrix", "fromItem", "fromFire", "fromSecret"]
            where object[name] != nil && object.count <= 2 {
                body(name, object, pointer)
                return
            }
            for member in object { visit(member.value, at: pointer.appending(member.key), body) }
        case .array(let elements):
            for (index, element) in elements.enumerated() { visit(element, at: pointer.appending(index), body) }
        default: break
        }
    }
}
