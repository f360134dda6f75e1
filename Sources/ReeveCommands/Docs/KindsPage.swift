import ReeveJSON
import ReeveModel

/// `docs/reference/kinds.md`: every field of every kind, from the descriptions of the kinds.
enum KindsPage {
    static func text(of kinds: KindRegistry = .standard) -> String {
        var out = """
            # Kinds

            Generated from the descriptions in the code. Every manifest is `apiVersion: reeve/v1`, `kind`, `metadata`,
            `spec`, which may be left out where the kind's section says so. `reeve explain KIND` prints the same.

            | Kind | Scope | |
            | --- | --- | --- |

            """
        for kind in kinds.all {
            out +=
                "| [\(kind.kind)](#\(kind.kind.lowercased())) | \(kind.scope.words) | \(MarkdownCell.text(kind.summary)) |\n"
        }
        out += "\nNot available in this version: "
        out += kinds.planned.sorted().joined(separator: ", ") + ".\n"
        out += "\n## metadata\n\nThe same for every kind.\n\n" + table(MetadataDescription.shape)
        for kind in kinds.all {
            out += "\n## \(kind.kind)\n\n\(kind.summary)\n\n"
            for note in kind.notes { out += note + "\n\n" }
            if kind.specMayBeLeftOut { out += specIsOptional + "\n\n" }
            out += table(kind.shape)
            out += "\n```yaml\n\(kind.example)\n```\n"
        }
        out += "\n## Project\n\nThe file `reeve.yaml`. It is read, never stored.\n\n"
        if ProjectDescription.shape.isMetByNothing { out += specIsOptional + "\n\n" }
        return out + table(ProjectDescription.shape)
    }

    static let specIsOptional = "`spec` may be left out; every default holds then."

    private static func table(_ shape: ObjectShape) -> String {
        var out = "| Field | Type | Presence | |\n| --- | --- | --- | --- |\n"
        addRows(of: shape, below: "", depth: 0, to: &out)
        return out
    }

    private static func addRows(of shape: ObjectShape, below prefix: String, depth: Int, to out: inout String) {
        for field in shape.declaredFields {
            let path = prefix + field.name
            var docs = [field.docs]
            if let condition = field.condition {
                let values = condition.values.map { "`\($0)`" }.joined(separator: " or ")
                docs.append((condition.isRequired ? "Required" : "Only") + " where `\(condition.field)` is \(values).")
            }
            if case .choice(let choices) = field.type { docs.append(words(choices)) }
            if field.isImmutable { docs.append("A change replaces the object.") }
            if field.isSensitive { docs.append("Never shown.") }
            if let example = field.example { docs.append("Example: `\(example.canonicalText)`.") }
            out += "| `\(path)` | \(field.type.summary) | \(presence(field)) | "
            out += MarkdownCell.text(docs.joined(separator: " ")) + " |\n"
            // A shape may contain itself, so the depth is limited. No kind needs more than four levels.
            if depth < 4, !field.isPlanned, let inner = field.type.shape {
                addRows(of: inner, below: path + ".", depth: depth + 1, to: &out)
            }
        }
    }

    private static func words(_ choices: [Choice]) -> String {
        "One of "
            + choices.map { choice in
                "`\(choice.value)`" + (choice.docs.isEmpty ? "" : " (\(choice.docs))")
                    + (choice.planned ? " (not available in this version)" : "")
            }.joined(separator: ", ") + "."
    }

    private static func presence(_ field: Field) -> String {
        if field.isPlanned { return "not available in this version" }
        switch field.presence {
        case .required: return "required"
        case .optional: return "optional"
        case .defaulted(let value): return "default `\(MarkdownCell.text(value.canonicalText))`"
        case .derived(let words): return "default: " + MarkdownCell.text(words)
        }
    }
}
