internal import ReeveJSON
internal import ReeveModel
internal import ReeveStore

/// Compares the pin with the definition that the last sync saw, and the version that was asked for with the current
/// one. ``CallOpening`` compares the pin with what the server lists at the time of the call.
struct PinCheck: SubjectCheck {
    var stage: GateStage { .connection }

    func check(_ subject: CallSubject, _ gate: inout GatePass) throws(GateRefusal) -> String? {
        try checkTool(subject, in: gate.facts.scope)
        try checkLaunch(of: subject.connection, in: gate.facts.scope)
        return subject.pin == nil ? "not pinned" : "as pinned"
    }

    private func checkTool(_ subject: CallSubject, in scope: ExecutionScope) throws(GateRefusal) {
        let (definition, observed, name) = (subject.tool.definition, subject.observed, subject.address.unversioned)
        if definition.status == .vanished, subject.connection.spec.vanished != .keep {
            throw GateRefusal(stage, .toolMissing, "the server does not offer '\(name)' any more")
        }
        if definition.status == .failed {
            throw GateRefusal(stage, .toolMissing, "the definition of '\(name)' could not be read")
        }
        if let version = subject.address.version, version != definition.version {
            throw GateRefusal(stage, .pinMismatch, "'\(name)' is at version \(definition.version), not \(version)")
        }
        if let pin = subject.pin {
            guard pin == observed, pin == definition.digest else {
                throw GateRefusal(stage, .pinMismatch, "'\(name)' is \(observed.short), pinned is \(pin.short)")
            }
        } else if scope.rules.requirePins {
            throw GateRefusal(
                stage, .pinMismatch,
                "'\(name)' is not pinned, and environment '\(scope.environment)' requires it; "
                    + "'reeve tools lock', a review of reeve.lock and an apply pin it")
        } else if definition.status == .stale || observed != definition.digest {
            throw GateRefusal(
                stage, .toolStale, "the server has changed '\(name)', and the change is not accepted yet")
        }
    }

    private func checkLaunch(
        of connection: ExecutionScope.Connection, in scope: ExecutionScope
    ) throws(GateRefusal) {
        guard let launch = scope.pins[connection.name], launch != connection.identity else { return }
        throw GateRefusal(
            stage, .pinMismatch,
            "connection '\(connection.name)' starts \(connection.identity.short), pinned is \(launch.short)")
    }
}
