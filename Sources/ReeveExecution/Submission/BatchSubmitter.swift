internal import ReeveAudit
internal import ReeveDiagnostics
internal import ReeveJSON
internal import ReeveModel
internal import ReevePolicy
internal import ReeveScheduler
internal import ReeveStore

/// Takes submissions: expands them, refuses what cannot run, asks policy, freezes the definition.
package struct BatchSubmitter: Sendable {
    private let services: ExecutionServices

    package init(_ services: ExecutionServices) { self.services = services }

    /// Writes the batch, its runs and its events in one transaction. With an idempotency key it is safe to repeat.
    ///
    /// - Throws: ``ExecutionError``. An idempotency key that was used with other content is a store error
    ///   (`idempotencyConflict`).
    package func submit(_ request: SubmissionRequest) async throws(ExecutionError) -> SubmissionResult {
        let now = services.clock.now
        let draft: SubmissionDraft
        switch try await self.draft(request, now: now) {
        case .invalid(let mistakes): return .invalid(mistakes)
        case .drawn(let made): draft = made
        }
        services.heldInputs.hold(draft.held)
        if request.isStrict, !draft.denied.isEmpty {
            try await refuse(request, draft.denied, now: now)
            return .denied(draft.denied)
        }
        let submission = draft.submission
        let events = draft.events(runs: submission.runs.count)
        let payload = draft.payloads
        do {
            let outcome = try await services.store.write { rows throws(StoreError) -> SubmissionOutcome in
                for (bytes, digest) in payload { try rows.insertPayload(bytes, digest: digest, now: now) }
                return try rows.submit(submission, events: events)
            }
            switch outcome {
            case .existing(let batch): return .existing(batch)
            case .submitted(let batch):
                return .submitted(batch, runs: submission.runs.count, denied: draft.denied)
            }
        } catch {
            throw ExecutionError(error)
        }
    }

    enum Draft {
        case invalid([Diagnostic])
        case drawn(SubmissionDraft)
    }

    /// What a submission would write. Nothing is written.
    func draft(_ request: SubmissionRequest, now: Timestamp? = nil) async throws(ExecutionError) -> Draft {
        let scope = try await services.catalog.scope(
            organization: request.organization, environment: request.environment)
        if let flaw = scope.flaw { throw ExecutionError(.edited, GateRefusal.edited(flaw).message) }
        // The secrets of all connections are read here, even where another process will make the calls: no secret may
        // be stored as part of a batch.
        await services.secrets.learn(allOf: scope)
        let spec: BatchSpec
        let expansion: BatchExpansion
        do {
            spec = try BatchSpec(request.spec)
            expansion = try BatchExpansion(spec, definition: request.spec, files: request.files)
        } catch let error as SchedulerError {
            return .invalid([diagnostic(error, request)])
        } catch {
            return .invalid([
                Diagnostic("batch.unreadable", "\(error)", at: request.locate(JSONPointer()))
            ])
        }
        let literals = SubmissionSecrets(scope: scope, request: request, redactor: services.secrets.redactor)
        let mistakes =
            SubmissionChecks(scope: scope, request: request).diagnostics(spec) + literals.diagnostics(spec, expansion)
        guard mistakes.isEmpty else { return .invalid(mistakes) }
        let requester = try await services.catalog.requester(request.requester, in: scope)
        var draft = try SubmissionDraft(
            services: services, request: request, scope: scope, requester: requester, spec: spec,
            now: now ?? services.clock.now)
        draft.add(expansion)
        return .drawn(draft)
    }

    private func diagnostic(_ error: SchedulerError, _ request: SubmissionRequest) -> Diagnostic {
        Diagnostic(DiagnosticCode(error.diagnosticCode), "\(error)", at: request.locate(error.pointer))
    }

    private func refuse(
        _ request: SubmissionRequest, _ denied: [DeniedRun], now: Timestamp
    ) async throws(ExecutionError) {
        var event = SubmissionDraft.event(.batchRefused, request: request, services: services, now: now)
        event.decision = .deny
        event.reasonCode = RunReason.policyDenied.rawValue
        event.context = [
            "batch": .string(request.name), "denied": JSONValue(denied.count),
            "first": JSONValue(denied.first.map { $0.item + ": " + $0.message }),
        ]
        do { try await services.store.appendAudit([event]) } catch { throw ExecutionError(error) }
    }
}
