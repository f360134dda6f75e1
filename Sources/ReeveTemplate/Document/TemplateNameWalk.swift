import ReeveDiagnostics

/// Follows every name of the texts to what it stands for: a member of what the sections around it are about, a variable,
/// a built-in.
///
/// A partial is read where it is included, since it sees what stands around it there.
struct TemplateNameWalk {
    /// A section that is open: what is known of the value it is about, and the variable whose value it needs.
    private struct Scope: Hashable {
        let shape: TemplateShape
        let needs: String?
    }

    private struct Visit: Hashable {
        let partial: String
        let scopes: [Scope]
    }

    private enum Meaning {
        /// A variable; with what is known of the value that the whole name stands for.
        case variable(TemplateVariable, TemplateShape)
        case member(TemplateShape)
        case builtIn
        /// What the sections around it are about may have it, or not.
        case open
        case mistake
    }

    /// Names that are visited; more than any template has that people read.
    private static let visitsMax = 100_000

    private let document: TemplateDocument
    private let shapes: [String: TemplateShape]
    private let declared: [String: TemplateVariable]
    private var scopes: [Scope] = []
    private var including: [String] = []
    private var done: Set<Visit> = []
    private var reported: Set<TemplateProblem> = []
    private var visits = 0

    private(set) var problems: [TemplateProblem] = []
    private(set) var usedVariables: Set<String> = []
    private(set) var usedPartials: Set<String> = []
    /// False where the walk was left before its end.
    private(set) var isWhole = true

    init(_ document: TemplateDocument) {
        self.document = document
        declared = Dictionary(document.variables.map { ($0.name, $0) }) { first, _ in first }
        shapes = declared.mapValues { TemplateShape($0) }
    }

    mutating func run() {
        for text in [document.system, document.user].compactMap(\.self) { walk(text.nodes, of: text.part) }
    }

    private mutating func walk(_ nodes: [TemplateNode], of part: TemplatePart) {
        for node in nodes where isWhole {
            visits += 1
            guard visits <= Self.visitsMax else {
                isWhole = false
                return report(
                    .templateTooLarge, "with all its partials the template has more than \(Self.visitsMax) parts", part,
                    0..<0)
            }
            switch node {
            case .text: break
            case .variable(let name): use(name, part)
            case .section(let section): enter(section, part)
            case .partial(let name, _): include(name, part)
            }
        }
    }

    private mutating func use(_ name: TemplateName, _ part: TemplatePart) {
        guard case .variable(let variable, _) = meaning(of: name, part), !variable.isAlwaysFilled,
            !scopes.contains(where: { $0.needs == variable.name })
        else { return }
        report(
            .templateOptionalUse,
            "'\(variable.name)' may have no value here: it is not required and has no default",
            part, name.range, severity: .warning,
            help: "give it a default, or put it between {{#\(variable.name)}} and {{/\(variable.name)}}")
    }

    private mutating func enter(_ section: TemplateSection, _ part: TemplatePart) {
        var shape = TemplateShape.unknown
        var needs: String?
        switch meaning(of: section.name, part) {
        case .variable(let variable, let found):
            shape = found
            needs = variable.name
            if case .scalar(let type) = found, type != .boolean, section.name.path.count == 1, variable.isAlwaysFilled {
                report(
                    .templateSectionType,
                    "'\(variable.name)' is \(type.words) that always has a value: a section says nothing of it"
                        + (type == .string ? " but whether it is empty" : ""),
                    part, section.name.range, severity: .warning,
                    help: "a section is for a list, an object or a boolean")
            }
        case .member(let found): shape = found
        case .builtIn: shape = .scalar(.string)
        case .open, .mistake: break
        }
        if section.isInverted { return walk(section.children, of: part) }
        scopes.append(Scope(shape: shape.inSection, needs: needs))
        walk(section.children, of: part)
        scopes.removeLast()
    }

    private mutating func include(_ name: TemplateName, _ part: TemplatePart) {
        guard let partial = document.partials[name.text] else {
            let names = document.partials.keys.sorted()
            return report(
                .templatePartial, "the template has no partial '\(name.text)'", part, name.range,
                label: TemplateProblem.hint(for: name.text, among: names))
        }
        usedPartials.insert(name.text)
        if let start = including.firstIndex(of: name.text) {
            let path = (including[start...] + [name.text]).joined(separator: " > ")
            return report(.templatePartialCycle, "a partial cannot include itself: \(path)", part, name.range)
        }
        guard including.count < document.limits.partialDepth else {
            return report(
                .templateTooDeep, "partials stand more than \(document.limits.partialDepth) deep in each other", part,
                name.range)
        }
        guard done.insert(Visit(partial: name.text, scopes: scopes)).inserted else { return }
        including.append(name.text)
        walk(partial.nodes, of: partial.part)
        including.removeLast()
    }

    // MARK: Names

    private mutating func meaning(of name: TemplateName, _ part: TemplatePart) -> Meaning {
        guard let first = name.first else {
            if let scope = scopes.last { return .member(scope.shape) }
            report(.templateDot, "'.' stands for the value of a section, and here is none", part, name.range)
            return .mistake
        }
        var candidates: [String] = []
        var isOpen = false
        for scope in scopes.reversed() {
            switch scope.shape.member(first) {
            case .known(let shape):
                return follow(name, from: shape, part).map { isOpen ? .open : .member($0) } ?? .mistake
            case .possible: isOpen = true
            case .impossible(let names): candidates += names
            }
        }
        if let variable = declared[first] {
            usedVariables.insert(first)
            // The nearer one may have it, and then the variable is not meant.
            guard !isOpen else { return .open }
            return follow(name, from: shapes[first] ?? .unknown, part).map { .variable(variable, $0) } ?? .mistake
        }
        if TemplateBuiltIn(rawValue: first) != nil {
            guard name.path.count == 1 || isOpen else { return noMember(name, 1, of: .scalar(.string), [], part) }
            return isOpen ? .open : .builtIn
        }
        guard !isOpen else { return .open }
        candidates += declared.keys.sorted() + TemplateBuiltIn.names
        report(
            .templateUndeclared, "'\(first)' is not declared", part, name.range,
            label: TemplateProblem.hint(for: first, among: candidates),
            help: "declare it under 'variables'")
        return .mistake
    }

    /// What the rest of a dotted name leads to; nil where it leads nowhere, which is then reported.
    private mutating func follow(
        _ name: TemplateName, from start: TemplateShape, _ part: TemplatePart
    ) -> TemplateShape? {
        var shape = start
        for (index, member) in name.path.enumerated().dropFirst() {
            switch shape.member(member) {
            case .known(let found): shape = found
            case .possible: return .unknown
            case .impossible(let names):
                _ = noMember(name, index, of: shape, names, part)
                return nil
            }
        }
        return shape
    }

    private mutating func noMember(
        _ name: TemplateName, _ index: Int, of shape: TemplateShape, _ names: [String], _ part: TemplatePart
    ) -> Meaning {
        let owner = name.path[..<index].joined(separator: ".")
        let member = name.path[index]
        let message =
            switch shape {
            case .scalar(let type): "'\(owner)' is \(type.words) and has no member '\(member)'"
            case .list: "'\(owner)' is a list and has no member '\(member)'"
            default: "the schema of '\(owner)' has no property '\(member)'"
            }
        var help: String?
        if case .list = shape { help = "take its elements in turn with {{#\(owner)}} and {{/\(owner)}}" }
        report(
            .templateUndeclared, message, part, name.range, label: TemplateProblem.hint(for: member, among: names),
            help: help)
        return .mistake
    }

    private mutating func report(
        _ code: DiagnosticCode, _ message: String, _ part: TemplatePart, _ range: Range<Int>,
        severity: Diagnostic.Severity = .error, label: String? = nil, help: String? = nil
    ) {
        let problem = TemplateProblem(
            code, message, at: .text(part, range), severity: severity, label: label, help: help)
        // A partial that is included twice has its mistakes once.
        guard reported.insert(problem).inserted else { return }
        problems.append(problem)
    }
}
