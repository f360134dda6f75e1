import ArgumentParser

/// What a new project begins with: manifests and a job that validate, plan and apply as they are.
enum StarterSet: String, CaseIterable, ExpressibleByArgument {
    case example
    case minimal
    case scrum
    case kanban

    var summary: String {
        switch self {
        case .example: "one server, one agent, one tool run"
        case .minimal: "a team of one, which answers a question"
        case .scrum: "product owner, scrum master and developer, with a first sprint"
        case .kanban: "delivery manager, flow manager and developer, with a first board"
        }
    }

    static var help: ArgumentHelp {
        let sets = allCases.map { "\($0.rawValue): \($0.summary)" }
        return ArgumentHelp("What to begin with. " + sets.joined(separator: "; ") + ".")
    }

    /// What follows `reeve validate, reeve apply`.
    var nextSteps: String {
        switch self {
        case .example: "with mcp-server-time in the PATH: reeve tools sync, reeve run -f jobs/time.yaml"
        case .minimal, .scrum, .kanban:
            "name your model in manifests/models.yaml; with mcp-server-time in the PATH: reeve tools sync"
        }
    }

    /// In the order of writing, from the project's folder.
    func files(_ project: String) -> [(path: String, text: String)] {
        let own =
            switch self {
            case .example: Self.exampleFiles
            case .minimal: Self.minimalFiles
            case .scrum: Self.scrumFiles
            case .kanban: Self.kanbanFiles
            }
        return [("reeve.yaml", Self.projectFile(project)), ("manifests/org.yaml", Self.organization)] + own
            + [(".gitignore", ".reeve/\nreports/*\n!reports/checkpoint\n!reports/checkpoint.pub\n")]
    }

    private static func projectFile(_ project: String) -> String {
        """
        apiVersion: reeve/v1
        kind: Project
        metadata: {name: \(project)}
        spec:
          store: sqlite:.reeve/reeve.db
          defaults:
            - {path: "manifests/**", organization: example}
            - {path: "manifests/dev/**", environment: dev}
            - {path: "jobs/**", organization: example, environment: dev}

        """
    }

    private static let organization = """
        apiVersion: reeve/v1
        kind: Organization
        metadata: {name: example}
        spec: {}
        ---
        apiVersion: reeve/v1
        kind: Environment
        metadata: {name: dev}
        spec: {type: dev}

        """

    /// The server whose one tool the agents of every set may call.
    static let clock = """
        apiVersion: reeve/v1
        kind: Connection
        metadata: {name: clock}
        spec: {transport: stdio, command: [mcp-server-time, --local-timezone, UTC], inheritEnv: [PATH]}

        """

    /// The server with what is known of its tool. A tool of which nothing is declared counts as one that reads what
    /// strangers wrote.
    static let declaredClock =
        clock + """
            ---
            apiVersion: reeve/v1
            kind: Tool
            metadata: {name: clock-now}
            spec: {connection: clock, tool: get_current_time, idempotent: true, readOnly: true, risk: low, traits: []}

            """

    /// A model on this machine, so that nothing leaves it before somebody says so.
    static let models = """
        # Who answers. Others are openai, anthropic and lmstudio; `reeve explain modelprovider` says what each needs.
        apiVersion: reeve/v1
        kind: ModelProvider
        metadata: {name: local}
        spec: {type: ollama, model: llama3.2}

        """
}
