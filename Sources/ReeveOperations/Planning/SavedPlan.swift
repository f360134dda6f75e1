import ReeveAudit
import ReeveJSON
import ReevePlanning

/// Reads the files that `plan --out` writes.
package enum SavedPlan {
    private static let bytesMax = 1 << 30

    /// The plan in a file. Nil where the file holds manifests, or cannot be read; reading the manifests then reports
    /// why.
    ///
    /// - Throws: ``OperationError`` of code `planFile` where the file holds a plan that cannot be applied.
    package static func read(_ path: String, in context: OperationContext) throws(OperationError) -> Plan? {
        guard path != "-", let bytes = try? BoundedFile.read(context.absolute(path), limit: bytesMax),
            bytes.first == UInt8(ascii: "{"),
            let value = try? JSONParser.parse(bytes), value["plan_digest"] != nil
        else { return nil }
        do throws(PlanFileError) {
            return try Plan(savedJSON: value)
        } catch {
            throw OperationError(.planFile(error, path: path))
        }
    }
}
