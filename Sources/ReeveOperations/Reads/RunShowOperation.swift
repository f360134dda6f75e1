import ReeveModel
import ReeveStore

/// `runs show` and `runs steps`: one run, with its content and its steps.
package struct RunShowOperation: Sendable {
    /// The id of the run, or its last characters.
    package let run: String

    package struct Outcome: Sendable {
        package let run: RunRecord
        package let steps: [RunStep]
    }

    package init(run: String) { self.run = run }

    package func run(in context: OperationContext) async throws(OperationError) -> Outcome {
        try await context.withStore(.read) { store in
            let id = try await RunLookup.run(run, in: store, context: context)
            return try await store.read { rows throws(StoreError) in
                guard let run = try rows.run(id, withContent: true) else { throw StoreError(.missing(.run(id))) }
                var steps: [RunStep] = []
                try rows.everyStep(of: id) { steps.append($0) }
                return Outcome(run: run, steps: steps)
            }
        }
    }
}
