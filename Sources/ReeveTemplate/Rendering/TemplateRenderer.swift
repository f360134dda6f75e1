import ReeveDiagnostics
import ReeveJSON

/// Renders one text with one set of values, in a single pass: what a value holds is never looked at again.
struct TemplateRenderer {
    private let partials: [String: CompiledTemplate]
    private let limits: TemplateLimits
    private var out: [UInt8] = []
    private var steps = 0
    /// What names are looked up in, the innermost last.
    private var context: [JSONValue]
    private var template: CompiledTemplate
    /// What each line of the partial that is being rendered begins with.
    private var indent: [UInt8] = []
    /// Whether the next thing that is written begins a line of that partial.
    private var isAtLineStart = false

    private init(
        _ template: CompiledTemplate, _ values: JSONObject, _ partials: [String: CompiledTemplate],
        _ limits: TemplateLimits
    ) {
        self.template = template
        self.partials = partials
        self.limits = limits
        context = [.object(values)]
    }

    /// - Parameter partials: By name; none includes itself, neither does one by way of others.
    static func render(
        _ template: CompiledTemplate, values: JSONObject, partials: [String: CompiledTemplate], limits: TemplateLimits
    ) throws(TemplateRenderError) -> String {
        var renderer = TemplateRenderer(template, values, partials, limits)
        try renderer.render(template.nodes, depth: 0)
        return String(decoding: renderer.out, as: UTF8.self)
    }

    private mutating func render(_ nodes: [TemplateNode], depth: Int) throws(TemplateRenderError) {
        for node in nodes {
            switch node {
            case .text(let range):
                try step(at: range)
                try write(text: range)
            case .variable(let name):
                try step(at: name.range)
                try write(value: name)
            case .section(let section):
                try step(at: section.name.range)
                try render(section, depth: depth)
            case .partial(let name, let range):
                try step(at: name.range)
                try include(name, indent: range, depth: depth)
            }
        }
    }

    // MARK: Sections and partials

    private mutating func render(_ section: TemplateSection, depth: Int) throws(TemplateRenderError) {
        let value = lookUp(section.name)
        guard let value, value.isTruthy else {
            if section.isInverted { try render(section.children, depth: depth) }
            return
        }
        guard !section.isInverted else { return }
        guard case .array(let elements) = value else {
            return try render(section.children, about: value, depth: depth)
        }
        for element in elements {
            try step(at: section.name.range)
            try render(section.children, about: element, depth: depth)
        }
    }

    private mutating func render(
        _ nodes: [TemplateNode], about value: JSONValue, depth: Int
    ) throws(TemplateRenderError) {
        context.append(value)
        try render(nodes, depth: depth)
        context.removeLast()
    }

    private mutating func include(
        _ name: TemplateName, indent range: Range<Int>?, depth: Int
    ) throws(TemplateRenderError) {
        guard let partial = partials[name.text] else {
            throw failure(.templatePartial, "there is no partial '\(name.text)'", at: name)
        }
        guard depth < limits.partialDepth else {
            throw failure(
                .templateTooDeep, "partials stand more than \(limits.partialDepth) deep in each other", at: name)
        }
        let outer = (template, indent)
        if let range {
            // The line of the tag is gone; its white space comes before each line of the partial.
            indent += template.bytes[range]
            isAtLineStart = true
        } else {
            try beginLine()
            indent = []
        }
        template = partial
        try render(partial.nodes, depth: depth + 1)
        (template, indent) = outer
        isAtLineStart = range != nil
    }

    // MARK: Values

    /// The innermost value that has the first part of the name decides; the other parts are looked up in it alone.
    private func lookUp(_ name: TemplateName) -> JSONValue? {
        guard let first = name.first else { return context.count > 1 ? context.last : nil }
        for value in context.reversed() {
            guard var found = value[first] else { continue }
            for part in name.path.dropFirst() {
                guard let next = found[part] else { return nil }
                found = next
            }
            return found
        }
        return nil
    }

    private mutating func write(value name: TemplateName) throws(TemplateRenderError) {
        guard let value = lookUp(name), !value.isNull else {
            throw failure(.templateUnfilled, "'\(name.text)' has no value", at: name)
        }
        try beginLine()
        switch value {
        case .string(let text): try write(text.utf8, at: name.range)
        case .number(let number): try write(number.canonicalText.utf8, at: name.range)
        default: try write(value.canonicalBytes, at: name.range)
        }
    }

    // MARK: Output

    private mutating func write(text range: Range<Int>) throws(TemplateRenderError) {
        guard !indent.isEmpty else { return try write(template.bytes[range], at: range) }
        var rest = template.bytes[range]
        while !rest.isEmpty {
            try beginLine()
            let end = rest.firstIndex(of: UInt8(ascii: "\n"))
            try write(rest[..<(end.map { $0 + 1 } ?? rest.endIndex)], at: range)
            rest = rest[(end.map { $0 + 1 } ?? rest.endIndex)...]
            isAtLineStart = end != nil
        }
    }

    private mutating func beginLine() throws(TemplateRenderError) {
        guard isAtLineStart else { return }
        isAtLineStart = false
        try write(indent, at: 0..<0)
    }

    private mutating func write(_ bytes: some Collection<UInt8>, at range: Range<Int>) throws(TemplateRenderError) {
        guard bytes.count <= limits.outputBytes - out.count else {
            throw TemplateRenderError(
                code: .templateOutput, part: template.part, range: range,
                message: "the rendered text is longer than \(limits.outputBytes) bytes")
        }
        out += bytes
    }

    private mutating func step(at range: Range<Int>) throws(TemplateRenderError) {
        steps += 1
        guard steps <= limits.steps else {
            throw TemplateRenderError(
                code: .templateOutput, part: template.part, range: range,
                message: "rendering takes more than \(limits.steps) steps")
        }
    }

    private func failure(
        _ code: DiagnosticCode, _ message: String, at name: TemplateName
    ) -> TemplateRenderError {
        TemplateRenderError(code: code, part: template.part, range: name.range, message: message)
    }
}

extension JSONValue {
    /// Whether a section about the value is rendered: not for null, false, an empty list and an empty text.
    fileprivate var isTruthy: Bool {
        switch self {
        case .null: false
        case .bool(let flag): flag
        case .array(let elements): !elements.isEmpty
        case .string(let text): !text.isEmpty
        case .number, .object: true
        }
    }
}
