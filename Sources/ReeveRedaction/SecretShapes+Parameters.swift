extension SecretScan {
    /// `Bearer TOKEN`, wherever it stands.
    func matchBearer(at index: Int) -> Finding? {
        guard matchesFolded("bearer", at: index), isBoundary(before: index) else { return nil }
        var start = index + 6
        while start < min(bytes.count, index + 14), bytes[start] == 0x20 { start += 1 }
        guard start > index + 6 else { return nil }
        let end = end(of: ByteClass.bearer, from: start)
        // "Bearer authentication" is prose: short, and without a digit.
        let isToken =
            end - start >= 20 || (end - start >= 8 && count(of: ByteClass.digit, in: start..<end) > 0)
        return isToken ? Finding(range: start..<end, kind: "bearer") : nil
    }

    /// What follows `Authorization:` as a header, a JSON member or an argument, its scheme left standing.
    func matchAuthorization(at index: Int) -> Finding? {
        guard matchesFolded("authorization", at: index) else { return nil }
        var start = index + 13
        var sawSeparator = false
        while start < min(bytes.count, index + 24) {
            switch bytes[start] {
            case UInt8(ascii: ":"), UInt8(ascii: "="): sawSeparator = true
            case UInt8(ascii: " "), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "\\"): break
            default:
                return sawSeparator ? matchCredentials(from: start) : nil
            }
            start += 1
        }
        return nil
    }

    private func matchCredentials(from start: Int) -> Finding? {
        let word = endBefore(ByteClass.valueEnd, from: start)
        let isScheme =
            word < bytes.count && bytes[word] == 0x20
            && (matchesFolded("bearer ", at: start) || matchesFolded("basic ", at: start)
                || matchesFolded("token ", at: start) || matchesFolded("digest ", at: start)
                || matchesFolded("apikey ", at: start))
        let value = isScheme ? word + 1 : start
        let end = isScheme ? endBefore(ByteClass.valueEnd, from: value) : word
        guard !matches("[redacted:", at: value) else { return nil }
        let isCredential =
            isScheme ? end - value >= 4 : end - value >= 8 && count(of: ByteClass.digit, in: value..<end) > 0
        return isCredential ? Finding(range: value..<end, kind: "authorization") : nil
    }

    /// `name=value` and `"name": "value"` where the name says secret; `index` is two letters before the
    /// end of the name.
    mutating func matchParameter(at index: Int) -> Finding? {
        let nameEnd = index + 2
        guard nameEnd < bytes.count, let word = sensitiveWord(endingAt: nameEnd) else { return nil }
        var nameStart = nameEnd
        while nameStart > max(0, nameEnd - 64),
            ByteClass.has(bytes[nameStart - 1], ByteClass.token) || bytes[nameStart - 1] == UInt8(ascii: ".")
        { nameStart -= 1 }
        if bytes[nameEnd] == UInt8(ascii: "=") {
            return matchAssignment(word: word, nameStart: nameStart, value: nameEnd + 1)
        }
        guard !SensitiveNames.urlOnly.contains(where: { "\($0)" == "\(word)" }) else { return nil }
        return matchQuotedMember(nameStart: nameStart, nameEnd: nameEnd)
    }

    private func sensitiveWord(endingAt end: Int) -> StaticString? {
        guard !SensitiveNames.cursors.contains(where: { matchesFolded($0, at: end - $0.utf8CodeUnitCount) }) else {
            return nil
        }
        return SensitiveNames.words.first { word in
            let start = end - word.utf8CodeUnitCount
            return matchesFolded(word, at: start)
                && (start == 0 || !ByteClass.has(bytes[start - 1], ByteClass.letter) || isCamelCase(at: start))
        }
    }

    /// `accessToken`: the word's own first letter is upper case and follows a lower-case one.
    private func isCamelCase(at start: Int) -> Bool {
        UInt8(ascii: "A")...UInt8(ascii: "Z") ~= bytes[start] && bytes[start - 1] >= UInt8(ascii: "a")
    }

    private mutating func matchAssignment(word: StaticString, nameStart: Int, value: Int) -> Finding? {
        let before = nameStart > 0 ? bytes[nameStart - 1] : UInt8(ascii: " ")
        let isInURL = "?&;#".utf8.contains(before)
        var start = value
        if !isInURL, start < bytes.count, bytes[start] == UInt8(ascii: "\"") || bytes[start] == UInt8(ascii: "'") {
            start += 1
        }
        guard !matches("[redacted:", at: start) else { return nil }
        if isInURL {
            let end = endBefore(ByteClass.valueEnd, from: start)
            return end > start ? Finding(range: start..<end, kind: "parameter") : nil
        }
        guard start >= failedUntil[.parameter] ?? 0,
            !SensitiveNames.urlOnly.contains(where: { "\($0)" == "\(word)" })
        else { return nil }
        var end = start
        while end < bytes.count, !ByteClass.has(bytes[end], ByteClass.valueEnd), bytes[end] != UInt8(ascii: "(") {
            end += 1
        }
        let range = start..<end
        // In program text `password=get()` is no secret, nor is `token=name`; a value has a digit and a letter.
        let isCall = end < bytes.count && bytes[end] == UInt8(ascii: "(")
        guard !isCall, range.count >= 8, count(of: ByteClass.digit, in: range) > 0,
            count(of: ByteClass.letter, in: range) > 0
        else {
            failedUntil[.parameter] = end
            return nil
        }
        return Finding(range: range, kind: "parameter")
    }

    /// `"password": "..."`, also where the quotes are escaped because JSON stands within JSON.
    private mutating func matchQuotedMember(nameStart: Int, nameEnd: Int) -> Finding? {
        var position = nameEnd
        func skip(_ byte: UInt8) -> Bool {
            guard position < bytes.count, bytes[position] == byte else { return false }
            position += 1
            return true
        }
        let escapes = endOfBackslashes(from: position)
        guard escapes - position <= 3, nameStart > 0, bytes[nameStart - 1] == UInt8(ascii: "\"") else { return nil }
        let name = String(decoding: bytes[nameStart..<nameEnd], as: UTF8.self)
        guard SensitiveNames.isField(name) else { return nil }
        let backslashes = escapes - position
        position = escapes
        guard skip(UInt8(ascii: "\"")) else { return nil }
        while skip(0x20) {}
        guard skip(UInt8(ascii: ":")) else { return nil }
        while skip(0x20) {}
        let escapesOfValue = endOfBackslashes(from: position)
        guard escapesOfValue - position == backslashes else { return nil }
        position = escapesOfValue
        guard skip(UInt8(ascii: "\"")) else { return nil }
        let start = position
        guard !matches("[redacted:", at: start) else { return nil }
        // The value ends at a quote with as many backslashes before it as the opening one had, or fewer.
        var run = 0
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "\""), run <= backslashes { break }
            run = bytes[position] == UInt8(ascii: "\\") ? run + 1 : 0
            position += 1
        }
        let end = position - min(run, backslashes)
        guard end > start else { return nil }
        return Finding(range: start..<end, kind: "parameter")
    }

    private func endOfBackslashes(from start: Int) -> Int {
        var index = start
        while index < bytes.count, bytes[index] == UInt8(ascii: "\\") { index += 1 }
        return index
    }
}
