import ReeveDiagnostics
import ReeveJSON
import ReeveModel

/// Amounts are in the currency of their organization: sums and caps of two currencies could not be compared.
///
/// An organization that only the store has is not asked.
enum CurrencyCheck {
    static let code: DiagnosticCode = "money.currency"

    static func check(_ set: ManifestSet) -> [Diagnostic] {
        let objects = set.broken.isEmpty ? set.objects : set.objects + set.broken
        var currencies: [String: String] = [:]
        for object in objects where object.key.kind == KindName.organization {
            currencies[object.key.name] = object.specValue["currency"]?.string
        }
        guard !currencies.isEmpty else { return [] }
        var marks: [String: [String]] = [:]
        for kind in set.kinds.all { marks[kind.kind] = moneyFields(of: .object(kind.shape)).sorted() }
        var found: [Diagnostic] = []
        for object in objects {
            // Most objects hold no amount, which is cheaper told from their text.
            guard let organization = object.key.organization, let currency = currencies[organization],
                let names = marks[object.key.kind],
                names.contains(where: { object.spec.contains("\"\($0)\":\"") }),
                let shape = set.kinds.description(of: object.key.kind)?.shape
            else { continue }
            for (path, amount) in amounts(in: object.specValue, as: .object(shape), at: [])
            where amount.currency != currency {
                found.append(
                    Diagnostic(
                        code,
                        "'\(path.joined(separator: "."))' of \(object.key.kind) '\(object.key.name)' is \(amount), and '\(organization)' counts in \(currency)",
                        at: object.source.range, help: "write the amount in \(currency)"))
            }
        }
        return found
    }

    /// The names of fields that hold money, wherever they stand.
    private static func moneyFields(of type: FieldType) -> Set<String> {
        switch type {
        case .object(let shape), .shorthand(_, let shape):
            var names: Set<String> = []
            for field in shape.fields where !field.isPlanned {
                if case .money = field.type { names.insert(field.name) }
                names.formUnion(moneyFields(of: field.type))
            }
            return names
        case .map(_, let type), .list(let type, _), .oneOrMany(let type): return moneyFields(of: type)
        default: return []
        }
    }

    private static func amounts(
        in value: JSONValue, as type: FieldType, at path: [String]
    ) -> [(path: [String], amount: Money)] {
        switch type {
        case .money: value.string.flatMap { Money($0) }.map { [(path, $0)] } ?? []
        case .object(let shape), .shorthand(_, let shape):
            (value.object ?? [:]).flatMap { member in
                shape.field(member.key).map { amounts(in: member.value, as: $0.type, at: path + [member.key]) } ?? []
            }
        case .map(_, let type):
            (value.object ?? [:]).flatMap { amounts(in: $0.value, as: type, at: path + [$0.key]) }
        case .list(let type, _), .oneOrMany(let type):
            (value.array ?? []).enumerated().flatMap { amounts(in: $1, as: type, at: path + [String($0)]) }
        default: []
        }
    }
}
