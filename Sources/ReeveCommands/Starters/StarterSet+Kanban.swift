extension StarterSet {
    static let kanbanFiles: [(path: String, text: String)] = [
        ("manifests/models.yaml", models),
        (
            "manifests/kanban.yaml",
            """
            # A kanban team: its roles, and the text that a task of each role begins with.
            apiVersion: reeve/v1
            kind: TeamType
            metadata: {name: kanban, displayName: Kanban}
            spec:
              roles: [delivery-manager, flow-manager, developer]
            ---
            apiVersion: reeve/v1
            kind: Role
            metadata: {name: delivery-manager, displayName: Service Delivery Manager}
            spec: {template: delivery-manager}
            ---
            apiVersion: reeve/v1
            kind: Role
            metadata: {name: flow-manager, displayName: Flow Manager}
            spec: {template: flow-manager}
            ---
            apiVersion: reeve/v1
            kind: Role
            metadata: {name: developer, displayName: Developer}
            spec: {template: developer}
            ---
            apiVersion: reeve/v1
            kind: Template
            metadata: {name: delivery-manager}
            spec:
              variables:
                requests: {type: string, schema: {minLength: 1, maxLength: 20000}}
              system: |
                You are {{agent_name}}, {{role_name}} of the team {{team_name}}. Its goal: {{team_goal}}.
                You look after what was promised to whom, and say what goes first.
              user: |
                {{task_title}}: {{task_description}}

                What was asked for:
                {{requests}}
            ---
            apiVersion: reeve/v1
            kind: Template
            metadata: {name: flow-manager}
            spec:
              variables:
                board: {type: string, schema: {minLength: 1, maxLength: 20000}}
                limit: {type: integer, default: 3, schema: {minimum: 1, maximum: 20}}
              system: |
                You are {{agent_name}}, {{role_name}} of the team {{team_name}}. Its goal: {{team_goal}}.
                You keep work moving: you name what waits, for whom, and what should stop.
              user: |
                {{task_title}}: {{task_description}}

                No more than {{limit}} cards are in work at once. The board:
                {{board}}
            ---
            apiVersion: reeve/v1
            kind: Template
            metadata: {name: developer}
            spec:
              variables:
                card: {type: string, schema: {minLength: 1, maxLength: 20000}}
              system: |
                You are {{agent_name}}, {{role_name}} of the team {{team_name}}. Its goal: {{team_goal}}.
                You do one card at a time, and say how it can be checked.
              user: |
                {{task_title}}: {{task_description}}

                The card:
                {{card}}

            """
        ),
        ("manifests/dev/clock.yaml", declaredClock),
        (
            "manifests/dev/kanban-team.yaml",
            """
            # Who works in it, and the rules that allow it. Nothing is allowed that no rule allows.
            apiVersion: reeve/v1
            kind: Agent
            metadata: {name: delivery-manager}
            spec:
              connection: clock
              tools: [clock/*]
              provider: local
              limits: {turns: 8, toolCalls: 20, tokens: 40000, wallClock: 5m}
            ---
            apiVersion: reeve/v1
            kind: Agent
            metadata: {name: flow-manager}
            spec:
              connection: clock
              tools: [clock/*]
              provider: local
              limits: {turns: 8, toolCalls: 20, tokens: 40000, wallClock: 5m}
            ---
            apiVersion: reeve/v1
            kind: Agent
            metadata: {name: developer}
            spec:
              connection: clock
              tools: [clock/*]
              provider: local
              limits: {turns: 8, toolCalls: 20, tokens: 40000, wallClock: 5m}
            ---
            apiVersion: reeve/v1
            kind: Team
            metadata: {name: kanban-team}
            spec:
              type: kanban
              goal: what was begun is finished before more is begun
              members:
                - {agent: delivery-manager, role: delivery-manager}
                - {agent: flow-manager, role: flow-manager}
                - {agent: developer, role: developer}
            ---
            apiVersion: reeve/v1
            kind: Policy
            metadata: {name: kanban-team}
            spec:
              bindings: [{scope: team, id: kanban-team}]
              rules:
                - {id: think, action: task.execute, target: "agent:*", effect: allow}
                - {id: clock, action: tool.invoke, target: tool:clock/get_current_time, effect: allow}
                - id: tainted
                  action: tool.invoke
                  target: tool:**
                  effect: deny
                  conditions: {tainted: true}
                  reason: a task that has read what strangers wrote calls nothing more

            """
        ),
        (
            "jobs/first-board.yaml",
            """
            apiVersion: reeve/v1
            kind: Batch
            metadata: {name: first-board}
            spec:
              deadline: 1h
              budget: {tokens: 200000}
              concurrency: 2
              items:
                - name: order
                  title: Order of the requests
                  description: Put the requests in order and say of each why it stands there.
                  task:
                    role: delivery-manager
                    variables:
                      requests: |
                        a page that says what the service does
                        a backup that was restored once
                        a report of what failed last night
                - name: board
                  title: Board
                  description: Make a board of the columns ready, in work and done.
                  needs: [order]
                  task: {role: flow-manager, variables: {board: {fromItem: order, path: ""}, limit: 2}}
                - name: card
                  title: First card
                  description: Do the first card that is ready, as small as it can be.
                  needs: [board]
                  task: {role: developer, variables: {card: {fromItem: board, path: ""}}}
                - name: flow
                  title: Look at the flow
                  description: Name what waits, and what should stop so that it moves.
                  needs: [card]
                  task: {role: flow-manager, variables: {board: {fromItem: card, path: ""}}}

            """
        ),
    ]
}
