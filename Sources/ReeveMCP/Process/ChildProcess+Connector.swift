extension ChildProcess {
    /// What a pool needs to reach a stdio server: each transport that it makes is a process of its own.
    package static func connector(
        _ launch: StdioLaunch, options: Options = Options(), hooks: Hooks = Hooks()
    ) -> PooledConnection.Connect {
        { () async throws(MCPError) in try await spawn(launch, options: options, hooks: hooks) }
    }
}
