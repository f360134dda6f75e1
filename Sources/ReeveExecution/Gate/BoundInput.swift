package import ReeveJSON
internal import ReeveModel
internal import ReeveScheduler
internal import ReeveStore

/// The input of a run, with the values that are filled in only at the call: `fromItem` values, taken from items that
/// have ended, and secrets.
package struct BoundInput: Sendable {
    /// The input as it is sent. It lives in memory only.
    package let sent: JSONValue
    /// The input as it is written and shown, with references in the place of secrets; nil where ``sent`` may be shown.
    package let shown: JSONValue?

    package init(sent: JSONValue, shown: JSONValue? = nil) {
        self.sent = sent
        self.shown = shown == sent ? nil : shown
    }

    /// Reads the input of a stored run and fills in its values. The redactor must know the secrets of the run's
    /// connection before.
    ///
    /// - Throws: ``GateRefusal`` where an item has no such value or a secret cannot be read; ``StoreError``,
    ///   ``ExecutionError``.
    static func of(_ run: RunRecord, context: BatchContext, services: ExecutionServices) async throws -> BoundInput {
        let stored = try await StoredContent.load(run.content?.input ?? "{}", from: services.store)
        if context.redactedItems.contains(run.identity.item) {
            guard let held = services.heldInputs.input(of: run.id) else {
                throw GateRefusal(
                    .input, .secretMissing,
                    "only the redacted form of the input was kept, and the process that had it is gone; submit it again"
                )
            }
            return try await bind(held, shown: stored, run, context, services)
        }
        return try await bind(stored, shown: stored, run, context, services)
    }

    private static func bind(
        _ input: JSONValue, shown: JSONValue, _ run: RunRecord, _ context: BatchContext, _ services: ExecutionServices
    ) async throws -> BoundInput {
        let items = Set(InputBinding.itemReferences(in: input).map(\.item))
        let references = InputBinding.secretReferences(in: input)
        guard !items.isEmpty || !references.isEmpty else { return BoundInput(sent: input, shown: shown) }
        let secrets = try await read(references, services)
        let values = try await ItemResults(store: services.store, context: context).values(of: items)
        let takesAll = context.items[run.identity.item]?.spec.isOnce ?? false
        do throws(UnboundItem) {
            let value = { (reference: InputBinding.ItemReference) in
                values.value(of: reference, cell: run.identity.cell ?? "", takesAllCells: takesAll)
            }
            return BoundInput(
                sent: try InputBinding.bindItems(input, secret: { secrets[$0] }, value: value),
                shown: try InputBinding.bindItems(shown, value: value))
        } catch {
            throw GateRefusal(.resolve, .inputInvalid, "\(error)")
        }
    }

    private static func read(
        _ references: [SecretReference], _ services: ExecutionServices
    ) async throws -> [SecretReference: String] {
        do throws(SecretResolver.Missing) {
            return try await services.secrets.values(of: references)
        } catch {
            throw GateRefusal(.input, .secretMissing, "\(error)")
        }
    }
}
