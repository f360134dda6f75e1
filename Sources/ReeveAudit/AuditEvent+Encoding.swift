import ReeveJSON

extension AuditEvent {
    /// The canonical JSON (RFC 8785) of the event with its sequence number: the bytes that are stored and hashed.
    package func entryBytes(sequence: Int64) -> [UInt8] {
        var event = self
        event.sequence = sequence
        return event.canonicalBytes
    }

    /// The canonical JSON (RFC 8785) of the event as it is; without a sequence number before it has one.
    package var canonicalBytes: [UInt8] {
        // Members are written in canonical order by hand: building a JSONValue first takes three times as long.
        // `encodedMembersAreInCanonicalOrder` in the tests holds this list to it.
        var object = MemberWriter()
        object.write("action", action)
        object.write("actor_id", actor.id)
        object.write("actor_kind", actor.kind.rawValue)
        object.write("approval_id", approvalID)
        object.write("argument_digest", argumentDigest)
        object.write("arguments", arguments)
        object.write("attempt", attempt.map(Int64.init))
        object.write("context", context.map(JSONValue.object))
        object.write("decision", decision?.rawValue)
        object.write("duration_us", duration?.microseconds)
        object.write("effect_id", effectID)
        object.write("environment", environment)
        object.write("event_type", type.rawValue)
        object.write("id", id)
        object.write("limiter_state", limiterState)
        object.write("object", self.object)
        object.write("on_behalf_of", onBehalfOf)
        object.write("organization", organization)
        object.write("outcome", outcome)
        object.write("pin_digest", pinDigest)
        object.write("policy_ids", policyIDs)
        object.write("policy_set_digest", policySetDigest)
        object.write("reason_code", reasonCode)
        object.write(
            "redactions",
            redactions.map { list in
                .array(list.map { ["count": JSONValue($0.count), "kind": .string($0.kind)] })
            })
        object.write("revision", revision)
        object.write("rule_ids", ruleIDs)
        object.write("run_id", runID)
        object.write("schema_version", Int64(Self.schemaVersion))
        object.write("sequence", sequence)
        object.write("source_host", source?.host)
        object.write("source_os_user", source?.osUser)
        object.write("step_id", stepID)
        object.write("subject", subject)
        object.write("target", target)
        object.write("time", time.description)
        object.write("trace_id", traceID)
        object.write("trigger", trigger?.kind.rawValue)
        object.write("trigger_reference", trigger?.reference)
        return object.finish()
    }
}

/// Writes the members of one object, in the order of the calls; nil writes nothing.
private struct MemberWriter {
    private var writer = CanonicalJSONWriter(reservingCapacity: 1_024)
    private var isFirst = true

    mutating func write(_ key: StaticString, _ value: String?) {
        guard let value else { return }
        writeKey(key)
        writer.write(value)
    }

    mutating func write(_ key: StaticString, _ value: Int64?) {
        guard let value else { return }
        writeKey(key)
        writer.append(raw: String(value).utf8)
    }

    mutating func write(_ key: StaticString, _ value: ContentDigest?) { write(key, value?.description) }

    mutating func write(_ key: StaticString, _ value: [String]?) { write(key, value.map { JSONValue($0) }) }

    mutating func write(_ key: StaticString, _ value: JSONValue?) {
        guard let value else { return }
        writeKey(key)
        writer.write(value)
    }

    private mutating func writeKey(_ key: StaticString) {
        if isFirst { writer.append(byte: UInt8(ascii: "{")) }
        if !isFirst { writer.append(byte: UInt8(ascii: ",")) }
        isFirst = false
        writer.write(utf8: UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount))
        writer.append(byte: UInt8(ascii: ":"))
    }

    consuming func finish() -> [UInt8] {
        writer.append(byte: UInt8(ascii: "}"))
        return writer.bytes
    }
}
