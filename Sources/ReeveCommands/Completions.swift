import ArgumentParser
import ReeveAudit
import ReeveExecution
import ReeveModel
import ReeveOperations
import ReeveStore

/// What the shell offers at a place of the command line.
///
/// Names come from the store of the project that the words so far select. The store is read and never made. Where it
/// cannot be read, nothing is offered.
enum Completions {
    static var kinds: CompletionKind { .list(["all"] + KindRegistry.standard.all.map(\.plural)) }
    static var kindNames: CompletionKind { .list(KindRegistry.standard.all.map { $0.kind.lowercased() }) }
    static var explained: CompletionKind {
        .list(
            KindRegistry.standard.all.map { $0.kind.lowercased() } + ["project", "exit-status"]
                + RunReason.allCases.map(\.rawValue))
    }
    static var statuses: CompletionKind { .list(RunStatus.allCases.map(\.rawValue)) }
    static var approvalStatuses: CompletionKind { .list(ApprovalStatus.allCases.map(\.rawValue)) }
    static var eventTypes: CompletionKind { .list(AuditEventType.allCases.map(\.rawValue)) }

    /// The names of the objects of a kind.
    static func names(of kind: String) -> CompletionKind {
        .custom { words, _, _ in
            await CompletionStore(words).read { rows, scope throws(StoreError) in
                try rows.objectHeads(
                    ObjectFilter(
                        kinds: [kind], organization: kind == KindName.organization ? nil : scope.organization,
                        environment: kind == KindName.environment ? nil : scope.environment)
                ).map(\.key.name)
            }
        }
    }

    /// The names of the objects of the kind that the words name, as in `get agents NAME`.
    static var namesOfKind: CompletionKind {
        .custom { words, _, _ in
            guard let kind = words.lazy.compactMap({ KindRegistry.standard.lookup($0) }).first else { return [] }
            return await CompletionStore(words).read { rows, scope throws(StoreError) in
                try rows.objectHeads(
                    ObjectFilter(kinds: [kind.kind], organization: scope.organization, environment: scope.environment)
                ).map(\.key.name)
            }
        }
    }

    static var paths: CompletionKind {
        .custom { words, _, _ in
            await CompletionStore(words).read { rows, scope throws(StoreError) in
                try rows.objectHeads(ObjectFilter(organization: scope.organization, environment: scope.environment))
                    .map(\.key.description)
            }
        }
    }

    /// The requests that are pending.
    static var approvals: CompletionKind {
        .custom { words, _, _ in
            await CompletionStore(words).read { rows, scope throws(StoreError) in
                try rows.approvals(
                    ApprovalFilter(
                        organization: scope.organization, environment: scope.environment, statuses: [.pending],
                        now: SystemExecutionClock().now), before: nil, limit: 100
                ).cut.shown.map(\.id.text)
            }
        }
    }

    static var runs: CompletionKind {
        .custom { words, _, _ in
            await CompletionStore(words).read { rows, scope throws(StoreError) in
                try rows.runs(
                    RunFilter(organizations: scope.organization.map { [$0] }, environment: scope.environment),
                    before: nil, limit: 50
                ).cut.shown.map(\.id.text)
            }
        }
    }

    static var batches: CompletionKind {
        .custom { words, _, _ in
            await CompletionStore(words).read { rows, scope throws(StoreError) in
                try rows.batches(
                    BatchFilter(organizations: scope.organization.map { [$0] }, environment: scope.environment),
                    before: nil, limit: 50
                ).cut.shown.map(\.id.text)
            }
        }
    }

    static var tools: CompletionKind {
        .custom { words, _, _ in
            await CompletionStore(words).read { rows, scope throws(StoreError) in
                try rows.toolDefinitions(
                    ToolFilter(
                        organization: scope.organization, environment: scope.environment, currentOnly: true)
                ).map(\.address)
            }
        }
    }

    static var queues: CompletionKind {
        .custom { words, _, _ in
            await CompletionStore(words).read { rows, _ throws(StoreError) in try QueueNames.known(rows).sorted() }
        }
    }
}
