import ReeveDiagnostics
import ReeveExecution
import ReeveManifest

extension OperationError {
    /// A recording that cannot be read is a mistake in the input; one that cannot be written is a failure.
    init(_ error: RecordingError) {
        let start = SourcePosition(line: error.line ?? 1, column: 1)
        let place = SourceRange(file: error.file, start: start, end: start)
        let (code, help): (DiagnosticCode, String?) =
            switch error.code {
            case .missing: ("recording.missing", "record one with 'reeve run -f BATCH --record DIR'")
            case .occupied: ("recording.occupied", "name an empty or a new folder")
            case .damaged: ("recording.damaged", "take it from git, or record it anew")
            case .newer: ("recording.newer", "use the version of reeve that has written it, or a newer one")
            case .tooLarge: ("recording.too-large", "record smaller batches, or tools with a smaller maxOutput")
            case .system: ("recording.failed", "check the folder, its mode and the room on the disk")
            }
        let diagnostic = Diagnostic(code, error.message, at: place, help: help)
        switch error.code {
        case .missing, .occupied, .damaged, .newer: self.init(.invalid([diagnostic], SourceIndex()))
        case .tooLarge, .system: self.init(.failed(diagnostic))
        }
    }
}
