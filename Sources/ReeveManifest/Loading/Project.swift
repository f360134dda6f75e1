import ReeveJSON
import ReeveModel
import ReevePattern

/// A project: its root folder and what `reeve.yaml` says.
package struct Project: Sendable {
    /// The folder that holds `reeve.yaml`, or where the command runs where there is none.
    package let root: String
    package var spec: ProjectSpec
    package let hasFile: Bool

    package init(root: String, spec: ProjectSpec, hasFile: Bool) {
        self.root = root
        self.spec = spec
        self.hasFile = hasFile
    }

    /// Scope and labels of a file, by the project's defaults; later ones win.
    func context(for file: String, binder: Binder) -> FileContext {
        var organization: String?
        var environment: String?
        var labels: JSONObject = [:]
        for entry in spec.defaults {
            guard let glob = try? Glob(entry.path), glob.matches(file) else { continue }
            if let value = entry.organization { organization = value }
            if let value = entry.environment { environment = value }
            for label in entry.labels { labels[label.key] = label.value }
        }
        return FileContext(organization: organization, environment: environment, labels: labels, binder: binder)
    }

    /// A path below the project's root.
    package func absolute(_ path: String) -> String { path.hasPrefix("/") ? path : root + "/" + path }
}
