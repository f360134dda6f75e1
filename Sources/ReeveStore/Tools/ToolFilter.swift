/// Which tool definitions a listing shows. A definition must fit every part that is given.
package struct ToolFilter: Sendable, Hashable {
    package var organization: String?
    package var environment: String?
    package var connection: String?
    package var tool: String?
    package var currentOnly: Bool

    package init(
        organization: String? = nil, environment: String? = nil, connection: String? = nil, tool: String? = nil,
        currentOnly: Bool = true
    ) {
        self.organization = organization
        self.environment = environment
        self.connection = connection
        self.tool = tool
        self.currentOnly = currentOnly
    }
}
