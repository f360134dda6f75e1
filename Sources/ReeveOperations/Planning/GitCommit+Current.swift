import Glibc
import ReeveManifest
import ReeveModel
import ReeveStore

extension GitCommit {
    /// The commit that is checked out in the project; nil where there is none.
    static func current(_ context: OperationContext) -> GitCommit? {
        let project = context.project
        guard let commit = GitHead.commit(root: project.root) else { return nil }
        let folders = project.spec.manifests + project.spec.jobs
        let inputs = context.manifestFiles(folders)
        let fixed = ["reeve.yaml", "reeve.lock"].filter { access(project.absolute($0), F_OK) == 0 }
        let isDirty = GitIndex(root: project.root)?.isChanged(inputs + fixed, below: folders) ?? false
        return GitCommit(hash: commit, isDirty: isDirty)
    }
}
