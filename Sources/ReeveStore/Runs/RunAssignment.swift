/// Who does a run, and with what: may be assigned anew until the run starts.
package struct RunAssignment: Sendable, Hashable {
    package var agent: String?
    /// A tool address; a tool run has exactly one of ``tool`` and ``curatedTool``.
    package var tool: String?
    package var curatedTool: String?
    /// Only the worker of this name may claim the run; nil lets anyone.
    package var assignedWorker: String?
}
