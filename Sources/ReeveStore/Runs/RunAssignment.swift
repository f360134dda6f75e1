/// Which agent, tool and worker a run has. It may be assigned anew until the run starts.
package struct RunAssignment: Sendable, Hashable {
    package var agent: String?
    /// The address of a tool. A tool run has either ``tool`` or ``curatedTool``.
    package var tool: String?
    package var curatedTool: String?
    /// The worker that alone may claim the run; nil where any worker may.
    package var assignedWorker: String?
}
