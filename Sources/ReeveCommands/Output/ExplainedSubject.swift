import ReeveModel

/// A kind, or the project file. The project file is no object, but it is described like one.
struct ExplainedSubject {
    let name: String
    let scope: String
    let summary: String
    let shape: ObjectShape
    let example: String
    let notes: [String]
    let hasMetadata: Bool
    let specMayBeLeftOut: Bool

    init?(named text: String, in kinds: KindRegistry = .standard) {
        if text.lowercased() == "project" {
            (name, scope) = ("Project", "the file reeve.yaml")
            summary = "Where a project keeps its manifests, jobs, reports and store. It is read, never stored."
            shape = ProjectDescription.shape
            example = """
                apiVersion: reeve/v1
                kind: Project
                metadata: {name: example}
                spec: {prune: true}
                """
            notes = []
            hasMetadata = false
            specMayBeLeftOut = shape.isMetByNothing
            return
        }
        guard let kind = kinds.lookup(text) else { return nil }
        (name, scope, summary, shape) = (kind.kind, kind.scope.words, kind.summary, kind.shape)
        example = kind.example
        notes = kind.notes
        hasMetadata = true
        specMayBeLeftOut = kind.specMayBeLeftOut
    }
}
