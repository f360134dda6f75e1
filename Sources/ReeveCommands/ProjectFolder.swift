import Glibc

/// Finds the project of a command.
enum ProjectFolder {
    /// The folder of the nearest `reeve.yaml`, from the current folder upwards; the current folder where there is none.
    static func root() -> String {
        let current = current()
        guard current.hasPrefix("/") else { return current }
        var folder = current
        while true {
            if access(folder + "/reeve.yaml", F_OK) == 0 { return folder }
            guard let slash = folder.lastIndex(of: "/"), slash != folder.startIndex else { return current }
            folder = String(folder[..<slash])
        }
    }

    /// The current folder; `.` where the system gives no name for it.
    static func current() -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        return getcwd(&buffer, buffer.count).map { String(cString: $0) } ?? "."
    }
}
