private import CPCRE2
private import Synchronization

/// A regular expression of ECMA-262 (flag `u`) whose search always ends within a budget.
///
///     let pattern = try BoundedPattern("^[a-z]+$")
///     pattern.match("abc")  // .matched
///
/// PCRE2 does the matching, on a pattern that ``ECMAScriptPattern`` has translated. The budget is
/// counted in steps, not in time, so an outcome is the same on every machine. Two departures from
/// ECMA-262: captures keep their last value when a repeated group starts anew (this can only be
/// seen through a back-reference), and a look-behind needs alternatives of fixed length.
/// One value may be used from several threads at once.
package struct BoundedPattern: Sendable {
    package enum Outcome: Sendable, Hashable {
        case matched
        case notMatched
        /// The limits ended the search; callers treat this as "does not match" and say why.
        case budgetExceeded
    }

    package struct Limits: Sendable, Hashable {
        /// The longest pattern, in bytes.
        package var patternBytes: Int
        /// The longest text that is searched, in bytes; a longer one is `budgetExceeded`.
        package var textBytes: Int
        /// Steps of one search; a step is a choice taken or 16 bytes read. Each byte of the text adds 16.
        package var steps: Int
        /// Memory for back-tracking, in KiB.
        package var heapKibibytes: Int

        package init(
            patternBytes: Int = 8_192, textBytes: Int = 1 << 20, steps: Int = 1_000_000, heapKibibytes: Int = 16_384
        ) {
            self.patternBytes = patternBytes
            self.textBytes = textBytes
            self.steps = steps
            self.heapKibibytes = heapKibibytes
        }
    }

    /// The pattern as it was written.
    package let source: String
    package let limits: Limits
    private let program: PatternProgram

    /// - Throws: ``PatternError`` where `source` is no pattern of ECMA-262, is too large, or uses
    ///   what PCRE2 cannot do.
    package init(_ source: String, limits: Limits = Limits()) throws(PatternError) {
        guard source.utf8.count <= limits.patternBytes else { throw PatternError(.tooLong) }
        let translated = try ECMAScriptPattern.translate(source)
        program = try PatternProgram(translated, heapKibibytes: limits.heapKibibytes)
        self.source = source
        self.limits = limits
    }

    /// Whether `source` is a pattern of ECMA-262, even if it is one that cannot be used here.
    package static func isValid(_ source: String) -> Bool {
        do throws(PatternError) {
            _ = try BoundedPattern(source)
            return true
        } catch {
            return error.code == .unsupported
        }
    }

    /// Looks for the pattern anywhere in `text`.
    package func match(_ text: String) -> Outcome {
        guard text.utf8.count <= limits.textBytes else { return .budgetExceeded }
        var text = text
        return text.withUTF8 { program.search($0, steps: limits.steps) }
    }
}

/// A compiled pattern and the scratch memory of past searches.
///
/// Unchecked because of the pointer: PCRE2 never writes to compiled code while matching, so
/// searches share it; scratch memory is lent to one search at a time under the lock.
private final class PatternProgram: @unchecked Sendable {
    private let code: OpaquePointer
    private let heapKibibytes: Int
    private let idle = Mutex<[PatternScratch]>([])

    /// As many as threads are likely to search at once; more are made and dropped.
    private static let idleMaximum = 4

    init(_ translated: String, heapKibibytes: Int) throws(PatternError) {
        var number: Int32 = 0
        var place = 0
        let options =
            PCRE2_UTF | PCRE2_NO_UTF_CHECK | PCRE2_DOLLAR_ENDONLY | PCRE2_ALLOW_EMPTY_CLASS
            | PCRE2_MATCH_UNSET_BACKREF | PCRE2_NEVER_UCP | PCRE2_NEVER_BACKSLASH_C
        let text = Array(translated.utf8)
        let compiled = text.withUnsafeBufferPointer { bytes in
            pcre2_compile_8(bytes.baseAddress, bytes.count, options, &number, &place, nil)
        }
        guard let compiled else {
            switch number {
            case 119, 120, 135, 105, 186: throw PatternError(.tooComplex)
            case 125: throw PatternError(.unsupported, detail: "a look-behind of unbounded length")
            case 147: throw PatternError(.unknownProperty)
            default: throw PatternError(.unsupported, detail: "PCRE2 error \(number)")
            }
        }
        // Where the machine has no just-in-time compiler the interpreter does the same work.
        pcre2_jit_compile_8(compiled, PCRE2_JIT_COMPLETE)
        code = compiled
        self.heapKibibytes = heapKibibytes
    }

    deinit { pcre2_code_free_8(code) }

    func search(_ text: UnsafeBufferPointer<UInt8>, steps: Int) -> BoundedPattern.Outcome {
        guard let scratch = idle.withLock({ $0.popLast() }) ?? PatternScratch(heapKibibytes: heapKibibytes) else {
            return .budgetExceeded
        }
        let budget = steps + 16 * text.count
        pcre2_set_match_limit_8(scratch.context, UInt32(clamping: budget))
        let empty: UInt8 = 0
        let result = withUnsafePointer(to: empty) { nothing in
            reeve_pcre2_search(
                code, text.baseAddress ?? nothing, text.count, scratch.data, scratch.context, UInt64(budget))
        }
        // A search that fails for want of budget may have grown the scratch memory to its limit.
        guard result >= 0 || result == PCRE2_ERROR_NOMATCH else { return .budgetExceeded }
        idle.withLock { scratches in
            if scratches.count < Self.idleMaximum { scratches.append(scratch) }
        }
        return result >= 0 ? .matched : .notMatched
    }
}

/// The memory that PCRE2 writes to during one search.
///
/// Unchecked because of the pointers: `PatternProgram` lends it to one search at a time.
private final class PatternScratch: @unchecked Sendable {
    let data: OpaquePointer
    let context: OpaquePointer

    /// Nil when there is no memory.
    init?(heapKibibytes: Int) {
        guard let data = pcre2_match_data_create_8(1, nil) else { return nil }
        guard let context = pcre2_match_context_create_8(nil) else {
            pcre2_match_data_free_8(data)
            return nil
        }
        pcre2_set_heap_limit_8(context, UInt32(clamping: heapKibibytes))
        self.data = data
        self.context = context
    }

    deinit {
        pcre2_match_data_free_8(data)
        pcre2_match_context_free_8(context)
    }
}
