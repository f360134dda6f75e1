internal import ReeveJSON
internal import ReeveModel
internal import ReevePolicy
internal import ReeveScheduler
internal import ReeveStore

extension GatePreview {
    /// What a submission would lead to: its diagnostics, or its runs and what the gate would decide about each. Writes
    /// nothing.
    ///
    /// - Throws: ``ExecutionError``. An idempotency key that was used with other content is a store error
    ///   (`idempotencyConflict`).
    package func submission(_ request: SubmissionRequest) async throws(ExecutionError) -> SubmissionPreview {
        let submitter = BatchSubmitter(services)
        let draft: SubmissionDraft
        switch try await submitter.draft(request) {
        case .invalid(let mistakes): return .invalid(mistakes)
        case .drawn(let made): draft = made
        }
        let submission = draft.submission
        if let key = request.idempotencyKey, let known = try await known(key, organization: request.organization) {
            guard known.requestDigest == submission.batch.requestDigest else {
                throw ExecutionError(StoreError(.idempotencyConflict(key: key, batch: known.id)))
            }
            return .existing(known, try await queued(batch: known.id))
        }
        let context = try BatchContext(submission.batch, definition: request.spec)
        let payloads = Dictionary(
            draft.payloads.map { (StoredContent.reference(to: $0.digest, $0.bytes.count), $0.bytes) }
        ) {
            first, _ in first
        }
        var denied = draft.denied[...]
        var previews: [RunPreview] = []
        for run in submission.runs {
            if run.state.status.isTerminal, let denial = denied.popFirst() {
                previews.append(preview(run, denial, context: context))
                continue
            }
            let text = run.content?.input ?? "{}"
            let input = (try? payloads[text].map { try JSONParser.parse($0) } ?? JSONParser.parse(text)) ?? .null
            let isOpen =
                !InputBinding.itemReferences(in: input).isEmpty || !InputBinding.secretReferences(in: input).isEmpty
                || context.redactedItems.contains(run.identity.item)
            previews.append(try await preview(run, input: isOpen ? nil : input, context: context))
        }
        GatePreview.skip(&previews, needs: submission.needs)
        return .runs(previews)
    }

    private func known(_ key: String, organization: String) async throws(ExecutionError) -> BatchRecord? {
        do {
            return try await services.store.read { rows throws(StoreError) in
                try rows.batch(organization: organization, idempotencyKey: key)
            }
        } catch {
            throw ExecutionError(error)
        }
    }

    /// The preview of a run that the submission itself would deny.
    private func preview(_ run: RunRecord, _ denial: DeniedRun, context: BatchContext) -> RunPreview {
        var preview = RunPreview(run: run, batchName: context.record.name, verdict: .denied)
        preview.run.content = nil
        preview.stage = .policy
        preview.reason = .policyDenied
        preview.end = .denied
        preview.message = denial.message
        preview.isExpected = run.state.isExpected
        preview.rules = denial.decision?.deciding.map(\.rule) ?? []
        preview.place =
            preview.rules.compactMap(\.place).first ?? context.attributes.places?.place(ofItem: run.identity.item)
        return preview
    }
}
