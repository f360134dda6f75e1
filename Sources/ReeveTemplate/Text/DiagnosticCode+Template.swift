import ReeveDiagnostics

/// What can be wrong with a template and with what it is filled with.
extension DiagnosticCode {
    package static let templateUnclosedTag: DiagnosticCode = "template.unclosed-tag"
    package static let templateMalformedTag: DiagnosticCode = "template.malformed-tag"
    package static let templateRefusedTag: DiagnosticCode = "template.refused-tag"
    package static let templateUnclosedSection: DiagnosticCode = "template.unclosed-section"
    package static let templateStrayEnd: DiagnosticCode = "template.stray-end"
    package static let templateTooLarge: DiagnosticCode = "template.too-large"
    package static let templateTooDeep: DiagnosticCode = "template.too-deep"
    package static let templateTooManyProblems: DiagnosticCode = "template.too-many-problems"

    package static let templateUndeclared: DiagnosticCode = "template.undeclared"
    package static let templateDot: DiagnosticCode = "template.dot"
    package static let templateUnused: DiagnosticCode = "template.unused"
    package static let templateOptionalUse: DiagnosticCode = "template.optional-use"
    package static let templateSectionType: DiagnosticCode = "template.section-type"
    package static let templatePartial: DiagnosticCode = "template.partial"
    package static let templatePartialCycle: DiagnosticCode = "template.partial-cycle"

    package static let templateMissingVariable: DiagnosticCode = "template.missing-variable"
    package static let templateUnknownVariable: DiagnosticCode = "template.unknown-variable"
    package static let templateVariableType: DiagnosticCode = "template.variable-type"
    package static let templateVariableSchema: DiagnosticCode = "template.variable-schema"
    package static let templateUnfilled: DiagnosticCode = "template.unfilled"
    package static let templateOutput: DiagnosticCode = "template.output"
}
