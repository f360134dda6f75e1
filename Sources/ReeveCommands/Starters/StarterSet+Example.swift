extension StarterSet {
    static let exampleFiles: [(path: String, text: String)] = [
        (
            "manifests/dev/clock.yaml",
            "# A server, an agent that may call it, and the rule that allows it. Nothing is allowed that no rule allows.\n"
                + clock + """
                    ---
                    apiVersion: reeve/v1
                    kind: Agent
                    metadata: {name: watchman}
                    spec: {connection: clock, tools: [clock/*]}
                    ---
                    apiVersion: reeve/v1
                    kind: Policy
                    metadata: {name: watching}
                    spec:
                      bindings: [{scope: agent, id: watchman}]
                      rules:
                        - {id: clock, action: tool.invoke, target: "tool:clock/*", effect: allow}

                    """
        ),
        (
            "jobs/time.yaml",
            """
            apiVersion: reeve/v1
            kind: Batch
            metadata: {name: time}
            spec:
              matrix: {zone: [Europe/Berlin, America/New_York]}
              items:
                - name: now
                  toolRun: {agent: watchman, tool: clock/get_current_time, input: {timezone: {fromMatrix: zone}}}

            """
        ),
    ]
}
