package import ReeveJSON

extension AuditEvent {
    /// Reads the bytes of an entry, or of an event that has no sequence number yet.
    ///
    /// Strict: the bytes must be canonical and every member known.
    /// - Throws: ``AuditError`` with code `invalidEvent` or `unsupportedVersion`.
    package init(decoding bytes: [UInt8]) throws(AuditError) {
        let value: JSONValue
        do throws(JSONParseError) {
            value = try JSONParser.parse(bytes)
        } catch {
            throw AuditError(.invalidEvent, "\(error)")
        }
        try self.init(json: value)
        guard canonicalBytes == bytes else { throw AuditError(.invalidEvent, "the event's bytes are not canonical") }
    }

    /// - Throws: ``AuditError`` with code `invalidEvent` or `unsupportedVersion`.
    package init(json: JSONValue) throws(AuditError) {
        guard let object = json.object else { throw AuditError(.invalidEvent, "an event is an object") }
        var reader = MemberReader(object)
        guard let version: Int64 = try reader.integer("schema_version") else { throw reader.missing("schema_version") }
        guard version == Self.schemaVersion else {
            throw AuditError(.unsupportedVersion, "schema version \(version) is not \(Self.schemaVersion)")
        }
        guard let id = try reader.string("id") else { throw reader.missing("id") }
        guard let type = try reader.choice("event_type", AuditEventType.self) else {
            throw reader.missing("event_type")
        }
        guard let kind = try reader.choice("actor_kind", Actor.Kind.self) else { throw reader.missing("actor_kind") }
        guard let actorID = try reader.string("actor_id") else { throw reader.missing("actor_id") }
        guard let time = try reader.string("time").flatMap(Timestamp.init) else { throw reader.missing("time") }
        self.init(id: id, time: time, type: type, actor: Actor(kind: kind, id: actorID))

        sequence = try reader.integer("sequence")
        if let sequence, sequence < 0 { throw AuditError(.invalidEvent, "sequence is negative") }
        onBehalfOf = try reader.string("on_behalf_of")
        let triggerReference = try reader.string("trigger_reference")
        if let kind = try reader.choice("trigger", Trigger.Kind.self) {
            trigger = Trigger(kind: kind, reference: triggerReference)
        } else if triggerReference != nil {
            throw reader.missing("trigger")
        }
        switch (try reader.string("source_host"), try reader.string("source_os_user")) {
        case (let host?, let osUser?): source = Source(host: host, osUser: osUser)
        case (nil, nil): source = nil
        default: throw reader.missing("source_host and source_os_user")
        }
        organization = try reader.string("organization")
        environment = try reader.string("environment")
        subject = try reader.string("subject")
        action = try reader.string("action")
        target = try reader.string("target")
        decision = try reader.choice("decision", Decision.self)
        ruleIDs = try reader.strings("rule_ids")
        policyIDs = try reader.strings("policy_ids")
        policySetDigest = try reader.digest("policy_set_digest")
        self.object = try reader.string("object")
        revision = try reader.integer("revision")
        runID = try reader.string("run_id")
        stepID = try reader.string("step_id")
        attempt = try reader.integer("attempt").map(Int.init)
        effectID = try reader.string("effect_id")
        approvalID = try reader.string("approval_id")
        traceID = try reader.string("trace_id")
        pinDigest = try reader.digest("pin_digest")
        argumentDigest = try reader.digest("argument_digest")
        arguments = reader.take("arguments")
        limiterState = reader.take("limiter_state")
        outcome = try reader.string("outcome")
        reasonCode = try reader.string("reason_code")
        duration = try reader.integer("duration_us").map { .microseconds($0) }
        redactions = try reader.redactions("redactions")
        context = try reader.object("context")
        try reader.finish()
    }
}

/// Takes known members from an object, so that what is left at the end is unknown.
private struct MemberReader {
    private var rest: JSONObject

    init(_ object: JSONObject) { rest = object }

    func missing(_ key: String) -> AuditError { AuditError(.invalidEvent, "'\(key)' is missing or not valid") }

    mutating func take(_ key: String) -> JSONValue? {
        defer { rest[key] = nil }
        return rest[key]
    }

    private mutating func take<Value>(
        _ key: String, _ convert: (JSONValue) -> Value?
    ) throws(AuditError) -> Value? {
        guard let value = take(key) else { return nil }
        guard let converted = convert(value) else { throw missing(key) }
        return converted
    }

    mutating func string(_ key: String) throws(AuditError) -> String? { try take(key) { $0.string } }
    mutating func integer(_ key: String) throws(AuditError) -> Int64? { try take(key) { $0.number?.int64 } }
    mutating func object(_ key: String) throws(AuditError) -> JSONObject? { try take(key) { $0.object } }

    mutating func digest(_ key: String) throws(AuditError) -> ContentDigest? {
        try take(key) { $0.string.flatMap { ContentDigest($0) } }
    }

    mutating func choice<Choice: RawRepresentable<String>>(
        _ key: String, _: Choice.Type
    ) throws(AuditError) -> Choice? {
        try take(key) { $0.string.flatMap(Choice.init(rawValue:)) }
    }

    mutating func strings(_ key: String) throws(AuditError) -> [String]? {
        try take(key) { value in
            guard let elements = value.array else { return nil }
            let texts = elements.compactMap(\.string)
            return texts.count == elements.count ? texts : nil
        }
    }

    mutating func redactions(_ key: String) throws(AuditError) -> [AuditEvent.Redaction]? {
        try take(key) { value in
            guard let elements = value.array else { return nil }
            let read = elements.compactMap { element -> AuditEvent.Redaction? in
                guard let count = element["count"]?.int, let kind = element["kind"]?.string,
                    element.object?.count == 2
                else { return nil }
                return AuditEvent.Redaction(kind: kind, count: count)
            }
            return read.count == elements.count ? read : nil
        }
    }

    func finish() throws(AuditError) {
        guard let unknown = rest.keys.first else { return }
        throw AuditError(.invalidEvent, "unknown member '\(unknown)'")
    }
}
