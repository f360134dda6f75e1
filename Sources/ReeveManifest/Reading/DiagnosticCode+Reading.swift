import ReeveDiagnostics

/// Every code that reading a file can give.
extension DiagnosticCode {
    package static let sourceUnreadable: Self = "source.unreadable"
    package static let sourceNotAFile: Self = "source.not-a-file"
    package static let sourceTooLarge: Self = "source.too-large"
    package static let sourceNULByte: Self = "source.nul-byte"
    package static let sourceInvalidUTF8: Self = "source.invalid-utf8"
    package static let sourceLink: Self = "source.link"
    package static let sourceTooMany: Self = "source.too-many"

    package static let yamlSyntax: Self = "yaml.syntax"
    package static let yamlControlCharacter: Self = "yaml.control-character"
    package static let yamlDirective: Self = "yaml.directive"
    package static let yamlDuplicateKey: Self = "yaml.duplicate-key"
    package static let yamlComplexKey: Self = "yaml.complex-key"
    package static let yamlAliasKey: Self = "yaml.alias-key"
    package static let yamlUnknownAlias: Self = "yaml.unknown-alias"
    package static let yamlAliasCycle: Self = "yaml.alias-cycle"
    package static let yamlAliasExpansion: Self = "yaml.alias-expansion"
    package static let yamlMergeValue: Self = "yaml.merge-value"
    package static let yamlUnknownTag: Self = "yaml.unknown-tag"
    package static let yamlTagMismatch: Self = "yaml.tag-mismatch"
    package static let yamlNotFinite: Self = "yaml.not-finite"
    package static let yamlNumberRange: Self = "yaml.number-range"
    package static let yamlTooDeep: Self = "yaml.too-deep"
    package static let yamlTooManyNodes: Self = "yaml.too-many-nodes"
    package static let yamlDocumentTooLarge: Self = "yaml.document-too-large"
    package static let yamlTooManyDocuments: Self = "yaml.too-many-documents"
    package static let yamlTooManyMistakes: Self = "yaml.too-many-mistakes"

    package static let jsonSyntax: Self = "json.syntax"
}
