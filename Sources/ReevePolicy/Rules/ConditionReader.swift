internal import ReeveJSON
internal import ReeveModel
internal import ReevePattern

/// Compiles the `conditions` of a rule and collects what is wrong with them.
struct ConditionReader {
    /// Nil leaves the existence of zones unchecked; a window that names one is then kept out of the result.
    let timeZones: TimeZoneLookup?

    func conditions(_ value: JSONValue, at pointer: JSONPointer, problems: inout [PolicyProblem]) -> [Condition] {
        guard var reader = FieldReader(value, at: pointer, problems: &problems) else { return [] }
        let known = ConditionKey.allCases.map(\.rawValue)
        reader.allow(known, as: .unknownCondition, called: "condition")
        var found: [Condition] = []
        for key in ConditionKey.allCases {
            guard let value = reader.object[key.rawValue] else { continue }
            if let condition = condition(key, value, &reader) { found.append(condition) }
        }
        problems += reader.problems
        return found
    }

    private func condition(_ key: ConditionKey, _ value: JSONValue, _ reader: inout FieldReader) -> Condition? {
        let field = key.rawValue
        switch key {
        case .environment: return reader.texts(value, field, orOne: true).map { .environment($0) }
        case .environmentType:
            return reader.choices(value, field, of: [EnvironmentSpec.Stage.dev, .stage, .prod], orOne: true)
                .map { .environmentType($0) }
        case .tags: return reader.texts(value, field).map { .tags($0) }
        case .labels: return labels(value, &reader)
        case .risk: return risk(value, &reader)
        case .traits: return traits(value, &reader)
        case .timeWindow: return timeWindow(value, &reader)
        case .arguments: return arguments(value, &reader)
        case .contentType: return contentType(value, &reader)
        case .size: return bound(value, field, "max", &reader, size).map { .size(max: $0) }
        case .budgetLeft: return bound(value, field, "min", &reader, micros).map { .budgetLeft(min: $0) }
        case .depth: return bound(value, field, "max", &reader, count).map { .depth(max: $0) }
        case .callsInRun: return bound(value, field, "max", &reader, count).map { .callsInRun(max: $0) }
        case .ttlValid: return reader.flag(value, field).map { .ttlValid($0) }
        case .tainted: return reader.flag(value, field).map { .tainted($0) }
        case .origin: return reader.choices(value, field, of: RequestOrigin.allCases, orOne: true).map { .origin($0) }
        }
    }

    /// Reads a nested object; its problems go up to `reader`.
    private func nested<Result>(
        _ value: JSONValue, _ field: String, _ reader: inout FieldReader, fields: [String],
        _ body: (inout FieldReader) -> Result?
    ) -> Result? {
        var problems: [PolicyProblem] = []
        guard var inner = FieldReader(value, at: reader.pointer.appending(field), problems: &problems) else {
            reader.add(problems)
            return nil
        }
        inner.allow(fields)
        let result = body(&inner)
        reader.add(inner.problems)
        return inner.problems.isEmpty ? result : nil
    }

    private func labels(_ value: JSONValue, _ reader: inout FieldReader) -> Condition? {
        guard let object = value.object, !object.isEmpty else {
            reader.add(.wrongType, "labels", "is no map with at least one label")
            return nil
        }
        var labels: [String: String] = [:]
        for member in object {
            guard let text = member.value.string else {
                reader.add(
                    .wrongType, "labels", "label '\(member.key.shortened)' is \(member.value.typeName), expected string"
                )
                return nil
            }
            labels[member.key] = text
        }
        return .labels(labels)
    }

    private func risk(_ value: JSONValue, _ reader: inout FieldReader) -> Condition? {
        nested(value, "risk", &reader, fields: ["max", "min"]) { inner in
            let max = inner.optionalText("max").flatMap { inner.choice($0, "max", of: RiskLevel.allCases) }
            let min = inner.optionalText("min").flatMap { inner.choice($0, "min", of: RiskLevel.allCases) }
            if inner.object.isEmpty { inner.add(.missingField, nil, "needs 'max' or 'min'") }
            if let min, let max, max < min { inner.add(.invalidValue, nil, "'min' is above 'max'") }
            return .risk(min: min, max: max)
        }
    }

    private func traits(_ value: JSONValue, _ reader: inout FieldReader) -> Condition? {
        nested(value, "traits", &reader, fields: ["any", "none"]) { inner in
            let any = inner.object["any"].flatMap { inner.choices($0, "any", of: ToolTrait.allCases) }
            let none = inner.object["none"].flatMap { inner.choices($0, "none", of: ToolTrait.allCases) }
            if inner.object.isEmpty { inner.add(.missingField, nil, "needs 'any' or 'none'") }
            return .traits(none: none ?? [], any: any)
        }
    }

    private func timeWindow(_ value: JSONValue, _ reader: inout FieldReader) -> Condition? {
        nested(value, "timeWindow", &reader, fields: ["start", "end", "days", "timeZone"]) { inner in
            let start = minutes("start", &inner)
            let end = minutes("end", &inner)
            if let start, let end, start == end { inner.add(.invalidTime, nil, "'start' and 'end' are the same") }
            if start == 1_440 { inner.add(.invalidTime, "start", "a window starts before 24:00") }
            var days = TimeWindow.everyDay
            if let value = inner.object["days"], let names = inner.texts(value, "days") {
                days = 0
                for name in names {
                    guard let day = TimeWindow.dayNames.firstIndex(of: name) else {
                        let all = TimeWindow.dayNames.joined(separator: ", ")
                        inner.add(
                            .invalidValue, "days", "'\(name.shortened)' is not one of \(all)",
                            alternatives: TimeWindow.dayNames)
                        continue
                    }
                    days |= 1 << UInt8(day)
                }
            }
            let zone = timeZone(&inner)
            guard let start, let end else { return nil }
            return .timeWindow(TimeWindow(start: start, end: end, days: days, timeZone: zone))
        }
    }

    private func minutes(_ field: String, _ reader: inout FieldReader) -> Int? {
        guard let text = reader.requiredText(field) else { return nil }
        if let minutes = TimeWindow.minutes(text) { return minutes }
        reader.add(.invalidTime, field, "'\(text.shortened)' is no time of day such as 22:00")
        return nil
    }

    private func timeZone(_ reader: inout FieldReader) -> TimeZoneRules? {
        guard let name = reader.optionalText("timeZone") else { return nil }
        guard TimeZoneDatabase.isValidName(name) else {
            reader.add(.invalidTimeZone, "timeZone", "'\(name.shortened)' is no name of a time zone")
            return nil
        }
        guard let timeZones else { return nil }
        if let zone = timeZones(name) { return zone }
        reader.add(.invalidTimeZone, "timeZone", "unknown time zone '\(name.shortened)'")
        return nil
    }

    private func contentType(_ value: JSONValue, _ reader: inout FieldReader) -> Condition? {
        guard let texts = reader.texts(value, "contentType", orOne: true) else { return nil }
        let types = texts.compactMap { text -> MediaType? in
            if let type = MediaType(text) { return type }
            reader.add(.invalidValue, "contentType", "'\(text.shortened)' is no media type such as text/plain")
            return nil
        }
        return types.count == texts.count ? .contentType(types) : nil
    }

    /// `{max: N}` or `{min: N}`.
    private func bound<Bound>(
        _ value: JSONValue, _ field: String, _ name: String, _ reader: inout FieldReader,
        _ read: (JSONValue, String, inout FieldReader) -> Bound?
    ) -> Bound? {
        nested(value, field, &reader, fields: [name]) { inner in
            inner.require(name).flatMap { read($0, name, &inner) }
        }
    }

    private func count(_ value: JSONValue, _ field: String, _ reader: inout FieldReader) -> Int? {
        reader.integer(value, field, 0...1_000_000_000)
    }

    private func size(_ value: JSONValue, _ field: String, _ reader: inout FieldReader) -> Int64? {
        guard let text = value.string else { return reader.integer(value, field, 0...(1 << 50)).map { Int64($0) } }
        if let size = SizeText.parse(text) { return size }
        reader.add(.invalidValue, field, "'\(text.shortened)' is no size such as 64KiB")
        return nil
    }

    /// Micro-units, or an amount with its currency; that it is the organization's own is checked elsewhere.
    private func micros(_ value: JSONValue, _ field: String, _ reader: inout FieldReader) -> Int64? {
        guard let text = value.string else { return reader.integer(value, field, 0...(1 << 60)).map { Int64($0) } }
        if let money = Money(text) { return money.micros }
        reader.add(.invalidValue, field, "'\(text.shortened)' is no amount such as 0.50 EUR")
        return nil
    }

    private func arguments(_ value: JSONValue, _ reader: inout FieldReader) -> Condition? {
        guard let object = value.object, !object.isEmpty else {
            reader.add(.wrongType, "arguments", "is no map with at least one JSON Pointer")
            return nil
        }
        var tests: [ArgumentTest] = []
        for member in object {
            let place = reader.pointer.appending("arguments").appending(member.key)
            guard let pointer = JSONPointer(member.key) else {
                reader.add([
                    PolicyProblem(
                        .invalidPointer, at: place, "'\(member.key.shortened)' is no JSON Pointer such as /path")
                ])
                continue
            }
            var problems: [PolicyProblem] = []
            if let operation = ArgumentTestReader.operation(member.value, at: place, problems: &problems) {
                tests.append(ArgumentTest(pointer: pointer, operation: operation))
            }
            reader.add(problems)
        }
        return tests.count == object.count ? .arguments(tests) : nil
    }
}
