internal import ReeveModel

extension InMemoryRows {
    func moveScope(_ scope: Scope, to target: Scope) {
        func moved(_ organization: String, _ environment: String) -> (String, String)? {
            guard organization == scope.organization else { return nil }
            guard let name = scope.environment else { return (target.organization ?? "", environment) }
            return name == environment ? (target.organization ?? "", target.environment ?? "") : nil
        }
        for (pin, digest) in tables.pins {
            guard let (organization, environment) = moved(pin.organization, pin.environment) else { continue }
            tables.pins[pin] = nil
            tables.pins[PinTarget(organization: organization, environment: environment, address: pin.address)] = digest
        }
        for (id, definition) in tables.toolDefinitions {
            guard let (organization, environment) = moved(definition.organization, definition.environment) else {
                continue
            }
            tables.toolDefinitions[id]?.organization = organization
            tables.toolDefinitions[id]?.environment = environment
        }
        for (name, status) in tables.connectionStatuses {
            guard let (organization, environment) = moved(name.organization, name.environment) else { continue }
            var status = status
            (status.organization, status.environment) = (organization, environment)
            tables.connectionStatuses[name] = nil
            tables.connectionStatuses[
                .init(organization: organization, environment: environment, connection: name.connection)] = status
        }
        for (id, batch) in tables.batches {
            guard let (organization, environment) = moved(batch.organization, batch.environment) else { continue }
            tables.batches[id]?.organization = organization
            tables.batches[id]?.environment = environment
        }
        for (id, run) in tables.runs {
            guard let (organization, environment) = moved(run.identity.organization, run.identity.environment) else {
                continue
            }
            tables.runs[id]?.identity.organization = organization
            tables.runs[id]?.identity.environment = environment
        }
        for (name, pause) in tables.pauses {
            guard let target = name.moved(scope, to: target) else { continue }
            var pause = pause
            pause.target = target
            tables.pauses[name] = nil
            tables.pauses[target] = pause
        }
        for (name, bucket) in tables.buckets {
            guard let moved = LimiterScope(scope).renamed(name, to: target) else { continue }
            var bucket = bucket
            bucket.key = moved
            tables.buckets[name] = nil
            tables.buckets[moved] = bucket
        }
    }

    func clearScope(_ scope: Scope) {
        func lies(_ organization: String, _ environment: String) -> Bool {
            scope.holds(Scope(organization: organization, environment: environment))
        }
        tables.pins = tables.pins.filter { !lies($0.key.organization, $0.key.environment) }
        tables.toolDefinitions = tables.toolDefinitions.filter { !lies($0.value.organization, $0.value.environment) }
        tables.connectionStatuses = tables.connectionStatuses.filter { !lies($0.key.organization, $0.key.environment) }
        for (id, batch) in tables.batches where lies(batch.organization, batch.environment) {
            tables.batches[id]?.idempotencyKey = nil
        }
        tables.pauses = tables.pauses.filter { $0.key.moved(scope, to: scope) == nil }
        tables.buckets = tables.buckets.filter { LimiterScope(scope).renamed($0.key, to: scope) == nil }
    }
}
