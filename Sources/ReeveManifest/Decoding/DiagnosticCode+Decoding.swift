import ReeveDiagnostics

/// Codes of what a document can get wrong by itself.
extension DiagnosticCode {
    package static let notAnObject: Self = "manifest.not-an-object"
    package static let missingField: Self = "manifest.missing-field"
    package static let unknownField: Self = "manifest.unknown-field"
    package static let wrongType: Self = "manifest.wrong-type"
    package static let invalidValue: Self = "manifest.invalid-value"
    package static let unknownChoice: Self = "manifest.unknown-choice"
    package static let outOfRange: Self = "manifest.out-of-range"
    package static let unknownKind: Self = "manifest.unknown-kind"
    package static let unknownVersion: Self = "manifest.unknown-version"
    package static let notAvailable: Self = "manifest.not-available"
    package static let exactlyOne: Self = "manifest.exactly-one"
    package static let notApplicable: Self = "manifest.not-applicable"
    package static let missingScope: Self = "manifest.missing-scope"
    package static let forbiddenScope: Self = "manifest.forbidden-scope"
    package static let invalidName: Self = "manifest.invalid-name"
    package static let duplicateElement: Self = "manifest.duplicate-element"
    package static let elementCount: Self = "manifest.element-count"
    package static let bindingForbidden: Self = "binding.forbidden"
    package static let bindingUnresolved: Self = "binding.unresolved"
    package static let literalSecret: Self = "secret.literal"
    package static let secretReference: Self = "secret.reference"
}
