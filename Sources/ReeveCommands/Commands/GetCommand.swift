import ArgumentParser
import ReeveDiagnostics
import ReeveJSON
import ReeveModel
import ReeveStore

struct GetCommand: AsyncParsableCommand, ScopedCommand {
    static let configuration = CommandConfiguration(
        commandName: "get", abstract: "List objects of the store.",
        discussion: "Examples: reeve get agents -e prod; reeve get all -o name; reeve get policies --field active=true")

    static let scopeUse = ScopeUse.narrows

    @OptionGroup var global: GlobalOptions

    @Argument(help: "A kind (agents, Policy ...) or all.", completion: Completions.kinds)
    var kind: String

    @Argument(help: "Names; all where absent.", completion: Completions.namesOfKind)
    var names: [String] = []

    @Option(name: .shortAndLong, help: "table, wide, json, yaml, name or csv.")
    var output: ListingFormat = .table

    @Option(
        name: [.customShort("l"), .long],
        help: ArgumentHelp("Labels, such as team=platform,tier=1.", valueName: "selector"))
    var selector: String?

    @Option(help: ArgumentHelp("A field of the spec, such as active=true; may be repeated.", valueName: "field=value"))
    var field: [String] = []

    func run() async throws {
        let context = try CommandContext(self)
        let filter = try ObjectSelection(kind: kind, selector: selector, fields: field, context: context)
        let records = try await context.withStore(.read) { store in
            return try await store.objects(filter.filter)
        }
        let wanted = records.filter { (names.isEmpty || names.contains($0.key.name)) && filter.matches($0) }
        var listing = Listing(
            [
                .init("PATH"), .init("AGE"), .init("SET"), .init("GENERATION", wide: true, number: true),
                .init("DIGEST", wide: true),
                .init("SOURCE", wide: true),
            ], empty: "no objects found")
        let now = Composition.now()
        for record in wanted {
            listing.rows.append(
                Listing.Row(
                    name: record.key.description,
                    cells: [
                        record.key.description, AgeText.of(record.createdAt, now: now), record.owningSet ?? "-",
                        String(record.generation),
                        record.digest.short, record.source.map { "\($0.file):\($0.line)" } ?? "-",
                    ], json: record.document))
        }
        listing.write(output, to: context.terminal)
        let missing = names.filter { name in !wanted.contains { $0.key.name == name } }
        let word = KindRegistry.standard.lookup(kind)?.kind ?? "object"
        for name in missing {
            context.fail(
                "there is no \(word) '\(name)'\(context.scope.suffix)", code: "object.missing",
                help: NearestName.suggestion(for: name, among: records.map(\.key.name)).map { "did you mean '\($0)'?" }
                    ?? "'reeve get \(kind)' lists them")
        }
        if !missing.isEmpty { throw ExitStatus.invalidInput.exit }
    }
}

/// Which objects a command means.
struct ObjectSelection: Sendable {
    let filter: ObjectFilter
    private let fields: [(pointer: JSONPointer, value: String)]

    init(kind: String, selector: String?, fields: [String], context: CommandContext) throws {
        var filter = ObjectFilter(organization: context.options.organization, environment: context.options.environment)
        if kind != "all" {
            guard let description = KindRegistry.standard.lookup(kind) else {
                let nearest = NearestName.suggestion(
                    for: kind, among: KindRegistry.standard.all.flatMap { [$0.kind, $0.plural] })
                context.fail(
                    "there is no kind '\(kind)'", code: "object.unknown-kind",
                    help: nearest.map { "did you mean '\($0)'?" })
                throw ExitStatus.invalidInput.exit
            }
            filter.kinds = [description.kind]
        }
        for pair in selector?.split(separator: ",") ?? [] {
            let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { throw ValidationError("-l takes key=value, not '\(pair)'") }
            filter.labels[parts[0]] = parts[1]
        }
        self.filter = filter
        self.fields = try fields.map { field in
            let parts = field.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { throw ValidationError("--field takes field=value, not '\(field)'") }
            return (JSONPointer(tokens: parts[0].split(separator: ".").map(String.init)), parts[1])
        }
    }

    func matches(_ record: ObjectRecord) -> Bool {
        guard !fields.isEmpty else { return true }
        let spec = (try? JSONParser.parse(record.spec)) ?? .null
        return fields.allSatisfy { field in
            switch field.pointer.resolve(in: spec) {
            case .string(let text)?: text == field.value
            case let value?: value.canonicalText == field.value
            case nil: false
            }
        }
    }
}

extension ObjectRecord {
    /// The object as a manifest document, with what the store adds under `status`.
    var document: JSONValue {
        var metadata = ((try? JSONParser.parse(self.metadata)) ?? .null).object ?? [:]
        metadata["name"] = .string(key.name)
        if let organization = key.organization { metadata["organization"] = .string(organization) }
        if let environment = key.environment { metadata["environment"] = .string(environment) }
        var status: JSONObject = [
            "uid": .string(uid.text), "generation": JSONValue(generation), "digest": .string(digest.description),
            "createdAt": .string(createdAt.description), "updatedAt": .string(updatedAt.description),
        ]
        if let owningSet { status["set"] = .string(owningSet) }
        if let source { status["source"] = .string("\(source.file):\(source.line)") }
        return [
            "apiVersion": "reeve/v1", "kind": .string(key.kind), "metadata": .object(metadata),
            "spec": (try? JSONParser.parse(spec)) ?? .null, "status": .object(status),
        ]
    }
}

/// How long ago something was, in one unit.
enum AgeText {
    static func of(_ instant: Timestamp, now: Timestamp) -> String {
        let seconds = max(0, now.since(instant).components.seconds)
        return switch seconds {
        case ..<60: "\(seconds)s"
        case ..<3_600: "\(seconds / 60)m"
        case ..<172_800: "\(seconds / 3_600)h"
        default: "\(seconds / 86_400)d"
        }
    }
}
