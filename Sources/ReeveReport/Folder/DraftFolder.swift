import ReeveAudit
import ReeveModel

/// A folder under a name of its own until all is in it; then it takes its place.
///
/// Its writer holds its lock all that time, so that a later writer can tell and remove what a killed one left; see
/// ``WriterLock``. Everything here blocks.
package struct DraftFolder: Sendable {
    private let parent: SafeDirectory
    private let name: String
    let folder: SafeDirectory

    private static let prefix = ".new-"
    /// More drafts of one name than this, all of living processes, are a failure.
    private static let attemptsMax = 1_000

    /// - Parameter path: the folder in which it is made; made where it does not exist.
    /// - Throws: ``ReportError`` with code `obstructed` or `ioFailure`.
    package init(of name: String, below path: String) throws(ReportError) {
        try self.init(of: name, in: try SafeDirectory.open(path: path))
    }

    init(of name: String, in parent: SafeDirectory) throws(ReportError) {
        for attempt in 0..<Self.attemptsMax {
            let own = Self.prefix + name + (attempt == 0 ? "" : ".\(attempt)")
            // A sweep may come between the making and the lock: then it is made again.
            guard let folder = try parent.makeOwnDirectory(own) else { continue }
            self.parent = parent
            self.name = own
            self.folder = folder
            return
        }
        throw ReportError(.obstructed, "too many folders are named '\(parent.path)/\(Self.prefix)\(name)'")
    }

    package var path: String { folder.path }

    /// Gives it a name that nothing has.
    package func put(at final: String) throws(ReportError) {
        // The lock is held until the name is given.
        defer { withExtendedLifetime(folder) {} }
        try parent.rename(name, to: final)
    }

    /// Gives it this name, in place of a folder that may have it.
    func replace(_ final: String) throws(ReportError) {
        defer { withExtendedLifetime(folder) {} }
        try parent.replace(final, with: name)
    }

    package func discard() {
        defer { withExtendedLifetime(folder) {} }
        try? parent.removeTree(name)
    }

    /// Removes the drafts that killed processes left in a folder; what a living one writes stays, and so does what
    /// cannot be removed.
    package static func removeLeftovers(in path: String) {
        if let parent = SafeDirectory.existing(path: path) { removeLeftovers(in: parent) }
    }

    /// The same for every folder below `root`.
    static func removeLeftovers(below root: SafeDirectory) {
        for name in (try? root.names()) ?? [] {
            if let folder = try? root.openDirectory(name) { removeLeftovers(in: folder) }
        }
    }

    private static func removeLeftovers(in parent: SafeDirectory) {
        let names = (try? parent.names()) ?? []
        for name in names where isDraft(name) {
            guard let folder = try? parent.openDirectory(name), parent.takeLock(of: folder, named: name) == .held
            else { continue }
            try? parent.removeTree(name)
            withExtendedLifetime(folder) {}
        }
        // What was moved aside for a report that stands. Without that report it is the one that there is.
        for name in names where name.hasPrefix(SafeDirectory.asidePrefix) {
            let final = String(name.dropFirst(SafeDirectory.asidePrefix.count))
            if isReport(final), parent.hasTarget(final) { try? parent.removeTree(name) }
        }
    }

    /// Names that a draft has and nothing else: the folder of reports may hold what others keep there. Also those that
    /// reports of applies had before: `.ID.PROCESS.new`.
    private static func isDraft(_ name: String) -> Bool {
        if name.hasPrefix(prefix) {
            let parts = name.dropFirst(prefix.count).split(separator: ".", omittingEmptySubsequences: false)
            guard let first = parts.first, parts.count <= 2, parts.dropFirst().allSatisfy(isNumber) else {
                return false
            }
            return isReport(String(first)) || isID(first)
        }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0].isEmpty && isID(parts[1]) && isNumber(parts[2]) && parts[3] == "new"
    }

    /// `20261123T214107Z-0X7RQ2`
    private static func isReport(_ name: String) -> Bool {
        let parts = name.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].utf8.count == 6, parts[0].utf8.count == 16 else { return false }
        let time = parts[0]
        return isNumber(time.prefix(8)) && time.dropFirst(8).first == "T" && isNumber(time.dropFirst(9).prefix(6))
            && time.last == "Z"
    }

    private static func isID(_ text: Substring) -> Bool { ULID(String(text)) != nil }

    private static func isNumber(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}
