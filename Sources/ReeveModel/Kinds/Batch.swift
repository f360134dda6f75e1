import ReeveJSON

extension KindName {
    package static let batch = "Batch"
}

extension KindDescription {
    package static let batch = KindDescription(
        kind: KindName.batch, plural: "batches", scope: .environment,
        summary: "A definition of work: items, their dependencies, a matrix, a deadline. What `jobs/` holds.",
        shape: ObjectShape(
            KindName.batch,
            [
                Field("queue", .text(.name), .defaulted("default"), docs: "The queue that its runs wait in."),
                Field(
                    "items", .list(.object(batchItem), ListRule(key: "name", minimumCount: 1)), .required,
                    docs: "The work."),
                Field(
                    "matrix",
                    .map(
                        keys: .nonEmpty,
                        values: .byForm(
                            scalar: nil, sequence: .list(.json, ListRule(minimumCount: 1)),
                            mapping: .object(
                                ObjectShape(
                                    "axis", exactlyOne: [["fromFile", "range"]],
                                    [
                                        Field(
                                            "fromFile", .text(.path),
                                            docs: "A file below the project root, one value a line."),
                                        Field(
                                            "range",
                                            .object(
                                                ObjectShape(
                                                    "range",
                                                    [
                                                        Field(
                                                            "from", .integer(-1_000_000_000...1_000_000_000), .required,
                                                            docs: "The first value."),
                                                        Field(
                                                            "to", .integer(-1_000_000_000...1_000_000_000), .required,
                                                            docs: "The last value, included."),
                                                        Field(
                                                            "step", .integer(1...1_000_000_000), .defaulted(1),
                                                            docs: "The distance of values."),
                                                    ])), docs: "Whole numbers."),
                                    ])))),
                    docs:
                        "Values by name; every combination is a cell. `include` adds cells, `exclude` takes those away that have the values given.",
                    example: ["repo": ["website", "billing"]]),
                Field(
                    "maxFailures", .countOrShare,
                    docs: "Above so many failed runs (or this share of all) the rest is cancelled."),
                Field(
                    "budget",
                    .object(
                        ObjectShape(
                            "budget",
                            [
                                Field("runs", .integer(0...100_000_000), docs: "Runs that may be started."),
                                Field(
                                    "calls", .integer(0...100_000_000),
                                    docs: "Tool calls that may be made, retries included."),
                                Field(
                                    "tokens", .integer(0...1_000_000_000_000),
                                    docs: "Model tokens of input and output that tasks may use."),
                                Field(
                                    "cost", .money,
                                    docs: "Money that tasks may use, in the organization's currency."),
                            ])), docs: "What the batch may use in all."),
                Field("concurrency", .integer(1...10_000), .defaulted(4), docs: "Runs at once."),
                Field(
                    "priority", .integer(0...9), .defaulted(5),
                    docs: "0 goes first; waiting moves a run forward, so nothing starves."),
                Field(
                    "deadline", .duration(.seconds(1) ... .seconds(31_622_400)),
                    docs: "From the submission; then what is left is cancelled."),
                Field(
                    "retry", .object(batchRetry), .defaulted(["attempts": 5, "max": "5m", "min": "2s"]),
                    docs: "How often a failed attempt is repeated."),
                .planned("callbacks", .list(.json, ListRule()), docs: "Whom to tell of the end."),
            ]),
        example: """
            apiVersion: reeve/v1
            kind: Batch
            metadata: {name: repo-health, organization: acme, environment: prod}
            spec:
              concurrency: 8
              deadline: 2h
              matrix: {repo: [/srv/repos/website, /srv/repos/billing]}
              items:
                - name: log
                  toolRun: {agent: repo-doctor, tool: git-ro/git_log, input: {repo_path: {fromMatrix: repo}, max_count: 20}}
                - name: stamp
                  once: true
                  needs: [{item: log, if: finished}]
                  toolRun: {agent: repo-doctor, tool: clock/get_current_time, input: {timezone: Europe/Berlin}}
            """,
        connectionPatterns: { spec in
            (spec["items"]?.array ?? []).enumerated().flatMap { index, item -> [ConnectionPattern] in
                let place = JSONPointer(tokens: ["items", String(index)])
                let tools = (item["task"]?["tools"]?.array ?? []).enumerated().compactMap { number, tool in
                    ConnectionPattern(
                        address: tool.string, at: place.appending("task").appending("tools").appending(number))
                }
                let calls = (item["expect"]?.array ?? []).enumerated().compactMap { number, expectation in
                    ConnectionPattern(
                        address: expectation["called"]?.string,
                        at: place.appending("expect").appending(number).appending("called"))
                }
                return tools + calls
            }
        },
        locatedLists: ["items", "items/*/expect"],
        checks: [
            .batchNeeds, .batchCycle, .batchMatrix, .batchBinding, .batchExpectation, .batchTask, .modelParameters,
            .inputSecret,
        ],
        riskRule: .ofUpdates(.limitRaised) { change in
            let bounds = ["concurrency", "maxFailures"].filter { change.isRaised($0) }
            let budget = (change.before["budget"]?.object ?? [:]).filter { bound in
                SpecChange.isRaised(bound.value, change.after["budget"]?[bound.key])
            }
            return bounds + budget.map { "budget." + $0.key }
        },
        viewName: "batch_definitions")

    private static let batchRetry = ObjectShape(
        "retry",
        [
            Field("attempts", .integer(1...100), .defaulted(5), docs: "Attempts in all."),
            Field("min", .duration(.zero ... .seconds(86_400)), .defaulted("2s"), docs: "The shortest pause."),
            Field("max", .duration(.zero ... .seconds(86_400)), .defaulted("5m"), docs: "The longest pause."),
        ])

    private static let batchItem = ObjectShape(
        "item", exactlyOne: [["toolRun", "task"]],
        [
            Field("name", .text(.name), .required, docs: "Unique in the batch."),
            Field("title", .text(.nonEmpty), docs: "For people."),
            Field("description", .text(.any), docs: "For people."),
            Field(
                "needs",
                .list(
                    .shorthand(
                        field: "item",
                        ObjectShape(
                            "need",
                            [
                                Field("item", .text(.name), .required, docs: "The item that must end first."),
                                Field(
                                    "if", .choice([Choice("succeeded"), Choice("finished"), Choice("failed")]),
                                    .defaulted("succeeded"),
                                    docs: "How it must have ended."),
                            ])), ListRule(key: "item")), docs: "What must have ended first.", example: ["log"]),
            Field("once", .boolean, .defaulted(false), docs: "Runs once, not once for each cell."),
            Field("notBefore", .instant, docs: "Not before this instant."),
            Field("priority", .integer(0...9), docs: "Else the batch's."),
            Field("retry", .object(batchRetry), docs: "Else the batch's."),
            Field("expect", .list(.object(batchExpectation), ListRule()), docs: "What the result must be."),
            Field(
                "toolRun",
                .object(
                    ObjectShape(
                        "toolRun",
                        [
                            Field("agent", .reference(kind: KindName.agent), .required, docs: "Who calls."),
                            Field("tool", .toolAddress, .required, docs: "What is called.", example: "git-ro/git_log"),
                            Field("input", .json, .defaulted([:]), docs: "The arguments.", binding: .inBatch),
                            Field(
                                "timeout", .duration(.milliseconds(1) ... .seconds(86_400)),
                                docs: "For one attempt; else the Tool's, else the connection's."),
                        ])), docs: "One MCP tool call."),
            Field("task", .object(batchTask), docs: "Work of a model, with a tool loop."),
        ])

    private static let batchExpectation = ObjectShape(
        "expectation", exactlyOne: [["path", "status", "called"]],
        [
            Field(
                "path", .text(.jsonPointer),
                docs: "Into the result document of a tool run, or the output of a task; goes with one test."),
            Field("schema", .jsonSchema, docs: "The value at `path` is valid by this schema."),
            Field(
                "called", .text(.nonEmpty),
                docs: "The address of a tool that a task must have called; goes with `task`.",
                example: "git-ro/git_log"),
            Field(
                "times",
                .object(
                    ObjectShape(
                        "times",
                        [
                            Field("min", .integer(0...1_000_000), .defaulted(1), docs: "At least so often."),
                            Field("max", .integer(0...1_000_000), docs: "At most so often; 0 for never."),
                        ])), docs: "With `called`: how often; at least once where absent."),
            Field(
                "with", .map(keys: .jsonPointer, values: .object(argumentTest)),
                docs: "With `called`: only calls whose arguments pass these tests count, by JSON Pointer.",
                example: ["/max_count": ["max": 50]]),
            Field(
                "status",
                .choice(["succeeded", "failed", "denied", "cancelled", "skipped", "interrupted"].map { Choice($0) }),
                docs: "A run that ends so is as expected and counts as no failure."),
            Field("reason", .text(.nonEmpty), docs: "With `status`: the reason too.", example: "policy.denied"),
        ] + argumentTestFields)
}
