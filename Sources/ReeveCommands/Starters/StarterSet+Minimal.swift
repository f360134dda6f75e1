extension StarterSet {
    static let minimalFiles: [(path: String, text: String)] = [
        ("manifests/models.yaml", models),
        (
            "manifests/team.yaml",
            """
            # What a team is made of: its kind, the roles in it, and the text that a task of a role begins with.
            apiVersion: reeve/v1
            kind: TeamType
            metadata: {name: crew}
            spec: {roles: [worker]}
            ---
            apiVersion: reeve/v1
            kind: Role
            metadata: {name: worker}
            spec: {template: worker}
            ---
            apiVersion: reeve/v1
            kind: Template
            metadata: {name: worker}
            spec:
              variables:
                question: {type: string, schema: {minLength: 1, maxLength: 20000}}
              system: |
                You are {{agent_name}}, {{role_name}} in the team {{team_name}}. Its goal: {{team_goal}}.
                Use tools where they help. Say so where you do not know.
              user: |
                {{task_title}}

                {{question}}

            """
        ),
        ("manifests/dev/clock.yaml", declaredClock),
        (
            "manifests/dev/crew.yaml",
            """
            # Who works in it, and the rules that allow it. Nothing is allowed that no rule allows.
            apiVersion: reeve/v1
            kind: Agent
            metadata: {name: worker}
            spec:
              connection: clock
              tools: [clock/*]
              provider: local
              limits: {turns: 6, toolCalls: 10, tokens: 20000, wallClock: 2m}
            ---
            apiVersion: reeve/v1
            kind: Team
            metadata: {name: crew}
            spec: {type: crew, goal: short and true answers, members: [{agent: worker, role: worker}]}
            ---
            apiVersion: reeve/v1
            kind: Policy
            metadata: {name: crew}
            spec:
              bindings: [{scope: team, id: crew}]
              rules:
                - {id: think, action: task.execute, target: "agent:*", effect: allow}
                - {id: clock, action: tool.invoke, target: tool:clock/get_current_time, effect: allow}

            """
        ),
        (
            "jobs/question.yaml",
            """
            apiVersion: reeve/v1
            kind: Batch
            metadata: {name: question}
            spec:
              deadline: 10m
              budget: {tokens: 50000}
              items:
                - name: answer
                  title: A question for the crew
                  task:
                    role: worker
                    variables: {question: "What time is it in Berlin, and is it a working hour there?"}
                    output:
                      schema:
                        type: object
                        required: [answer, sure]
                        properties: {answer: {type: string}, sure: {type: boolean}}
                        additionalProperties: false
                  expect: [{called: clock/get_current_time}, {path: /sure, equals: true}]

            """
        ),
    ]
}
