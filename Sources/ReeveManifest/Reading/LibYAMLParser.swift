import CLibYAML

/// One libyaml parser over bytes in memory, and its current event.
final class LibYAMLParser {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    /// The event of the last ``advance()``; its strings die with the next one.
    let event: UnsafeMutablePointer<yaml_event_t>
    private let source: SourceText

    /// Nil when memory runs out.
    init?(_ source: SourceText, range: Range<Int>) {
        self.source = source
        parser = .allocate(capacity: 1)
        event = .allocate(capacity: 1)
        event.initialize(to: yaml_event_t())
        guard yaml_parser_initialize(parser) == 1 else {
            // A failed initialisation leaves zeroes, which may be deleted.
            return nil
        }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        let bytes = UnsafeBufferPointer(rebasing: source.storage.bytes[range])
        yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
    }

    deinit {
        yaml_event_delete(event)
        yaml_parser_delete(parser)
        event.deallocate()
        parser.deallocate()
    }

    /// Steps to the next event; false for a syntax error, after which only ``failure`` may be read.
    func advance() -> Bool {
        yaml_event_delete(event)
        return yaml_parser_parse(parser, event) == 1
    }

    struct Failure {
        /// libyaml's own words.
        let problem: String
        let mark: yaml_mark_t
        let context: String?
        let contextMark: yaml_mark_t
    }

    var failure: Failure {
        Failure(
            problem: parser.pointee.problem.map { String(cString: $0) } ?? "out of memory",
            mark: parser.pointee.problem_mark,
            context: parser.pointee.context.map { String(cString: $0) }, contextMark: parser.pointee.context_mark)
    }
}
