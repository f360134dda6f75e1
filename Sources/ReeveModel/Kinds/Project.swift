import ReeveJSON

/// The project file `reeve.yaml`: read, never stored. Its name is the set that owns what the manifests declare.
package struct ProjectSpec: Sendable {
    /// Scope and labels for files by path, so that documents need not repeat them.
    package struct Default: Sendable {
        package let path: String
        package let organization: String?
        package let environment: String?
        package let labels: JSONObject

        package init(path: String, organization: String?, environment: String?, labels: JSONObject) {
            self.path = path
            self.organization = organization
            self.environment = environment
            self.labels = labels
        }
    }

    package var set: String
    package var store: StoreLocation
    package var manifests: [String]
    package var jobs: [String]
    package var reports: String
    package var defaults: [Default]
    package var variables: [String: String]
    package var secretRoots: [String]
    package var prune: Bool
    package var maxDeletes: Int
    /// In percent of the set.
    package var maxDeleteShare: Int

    /// What holds without a `reeve.yaml`.
    package static let unnamed = ProjectSpec(
        set: "default", store: .sqlite(path: ".reeve/reeve.db"), manifests: ["manifests"], jobs: ["jobs"],
        reports: "reports", defaults: [],
        variables: [:], secretRoots: [], prune: false, maxDeletes: 10, maxDeleteShare: 20)

    package init(
        set: String, store: StoreLocation, manifests: [String], jobs: [String], reports: String, defaults: [Default],
        variables: [String: String], secretRoots: [String], prune: Bool, maxDeletes: Int, maxDeleteShare: Int
    ) {
        self.set = set
        self.store = store
        self.manifests = manifests
        self.jobs = jobs
        self.reports = reports
        self.defaults = defaults
        self.variables = variables
        self.secretRoots = secretRoots
        self.prune = prune
        self.maxDeletes = maxDeletes
        self.maxDeleteShare = maxDeleteShare
    }

    package init(name: String, spec: JSONValue) throws(SpecError) {
        let reader = try SpecReader(spec, context: ProjectDescription.kind)
        set = name
        guard let location = try? StoreLocation(try reader.text("store")) else { throw reader.failure("store") }
        store = location
        manifests = try reader.texts("manifests")
        jobs = try reader.texts("jobs")
        reports = try reader.text("reports")
        var defaults: [Default] = []
        for entry in try reader.nestedList("defaults") {
            defaults.append(
                Default(
                    path: try entry.text("path"), organization: try entry.optionalText("organization"),
                    environment: try entry.optionalText("environment"), labels: entry.json("labels")?.object ?? [:]))
        }
        self.defaults = defaults
        variables = Dictionary(try reader.textMap("vars").map { ($0.key, $0.value) }) { _, last in last }
        secretRoots = try reader.texts("secretRoots")
        prune = try reader.flag("prune")
        maxDeletes = try reader.integer("maxDeletes")
        maxDeleteShare = try reader.integer("maxDeleteShare")
    }
}

/// The description of `kind: Project`.
package enum ProjectDescription {
    package static let kind = "Project"

    package static let shape = ObjectShape(
        kind,
        [
            Field(
                "store", .text(.nonEmpty), .defaulted("sqlite:.reeve/reeve.db"),
                docs: "`sqlite:PATH`, from the project root. PostgreSQL is not available in this version."),
            .planned("storePasswordRef", .secretReference, docs: "The password of a PostgreSQL store."),
            Field(
                "manifests", .list(.text(.path), ListRule()), .defaulted(["manifests"]),
                docs: "Folders and files that `plan` reads."),
            Field("jobs", .list(.text(.path), ListRule()), .defaulted(["jobs"]), docs: "Folders of batches; read too."),
            Field("reports", .text(.path), .defaulted("reports"), docs: "The folder that reports are written to."),
            .planned("overlays", .map(keys: .name, values: .text(.path)), docs: "Environment to folder."),
            Field(
                "defaults",
                .list(
                    .object(
                        ObjectShape(
                            "default",
                            [
                                Field(
                                    "path", .text(.glob), .required, docs: "A glob over paths from the project root.",
                                    example: "manifests/acme/**"),
                                Field("organization", .text(.name), docs: "For objects that have that scope."),
                                Field("environment", .text(.name), docs: "For objects that have that scope."),
                                Field(
                                    "labels", .map(keys: .labelKey, values: .text(.any)),
                                    docs: "Added where the object does not set them."),
                            ])), ListRule()), .defaulted([]),
                docs: "Scope and labels by path, so that documents need not repeat them; later ones win."),
            Field(
                "vars", .map(keys: .variableName, values: .text(.any)), .defaulted([:]),
                docs: "Values for `fromVar`; `--var` overrides."),
            .planned(
                "secretHelpers", .map(keys: .name, values: .json), docs: "Commands that `exec:` references may name."),
            Field(
                "secretRoots", .list(.text(.path), ListRule()), .defaulted([]),
                docs: "Folders beside the project that `file:` references may name."),
            .planned("key", .secretReference, docs: "The master key of the encrypted store."),
            Field("prune", .boolean, .defaulted(false), docs: "Deletes what this set owned and no longer declares."),
            Field("maxDeletes", .integer(0...1_000_000), .defaulted(10), docs: "The most that one apply deletes."),
            Field(
                "maxDeleteShare", .integer(0...100), .defaulted(20),
                docs: "The most that one apply deletes, in percent of the set."),
            .planned("requireApproval", .list(.text(.nonEmpty), ListRule()), docs: "Risks that need an approved plan."),
            .planned(
                "redact", .list(.text(.regularExpression), ListRule()), docs: "Further patterns that are redacted."),
            .planned("redis", .json, docs: "A Redis-protocol server for limits."),
        ])
}
