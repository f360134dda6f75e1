import ReeveDiagnostics

/// Two documents with one identity. Found while objects are collected (``ManifestLoader``).
package enum DuplicateObjectCheck {
    package static let code: DiagnosticCode = "manifest.duplicate-object"
}
