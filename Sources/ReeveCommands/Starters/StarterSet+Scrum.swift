extension StarterSet {
    static let scrumFiles: [(path: String, text: String)] = [
        ("manifests/models.yaml", models),
        (
            "manifests/scrum.yaml",
            """
            # A scrum team: its roles, and the text that a task of each role begins with.
            apiVersion: reeve/v1
            kind: TeamType
            metadata: {name: scrum, displayName: Scrum}
            spec:
              roles: [product-owner, scrum-master, developer]
            ---
            apiVersion: reeve/v1
            kind: Role
            metadata: {name: product-owner, displayName: Product Owner}
            spec: {template: product-owner}
            ---
            apiVersion: reeve/v1
            kind: Role
            metadata: {name: scrum-master, displayName: Scrum Master}
            spec: {template: scrum-master}
            ---
            apiVersion: reeve/v1
            kind: Role
            metadata: {name: developer, displayName: Developer}
            spec: {template: developer}
            ---
            apiVersion: reeve/v1
            kind: Template
            metadata: {name: product-owner}
            spec:
              variables:
                topic: {type: string, schema: {minLength: 1, maxLength: 4000}}
              system: |
                You are {{agent_name}}, {{role_name}} of the team {{team_name}}. Its goal: {{team_goal}}.
                You say what is worth doing and when it is done. You write no code.
              user: |
                {{task_title}}: {{task_description}}

                What it is about: {{topic}}
            ---
            apiVersion: reeve/v1
            kind: Template
            metadata: {name: scrum-master}
            spec:
              variables:
                notes: {type: string, schema: {maxLength: 20000}}
              system: |
                You are {{agent_name}}, {{role_name}} of the team {{team_name}}. Its goal: {{team_goal}}.
                You keep the team to its rules and name what holds it up. You decide nothing about the product.
              user: |
                {{task_title}}: {{task_description}}

                What the team wrote:
                {{notes}}
            ---
            apiVersion: reeve/v1
            kind: Template
            metadata: {name: developer}
            spec:
              variables:
                story: {type: string, schema: {minLength: 1, maxLength: 20000}}
              system: |
                You are {{agent_name}}, {{role_name}} of the team {{team_name}}. Its goal: {{team_goal}}.
                You do the work, as small as it can be, and say how it can be checked.
              user: |
                {{task_title}}: {{task_description}}

                The story:
                {{story}}

            """
        ),
        ("manifests/dev/clock.yaml", declaredClock),
        (
            "manifests/dev/scrum-team.yaml",
            """
            # Who works in it, and the rules that allow it. Nothing is allowed that no rule allows.
            apiVersion: reeve/v1
            kind: Agent
            metadata: {name: product-owner}
            spec:
              connection: clock
              tools: [clock/*]
              provider: local
              limits: {turns: 8, toolCalls: 20, tokens: 40000, wallClock: 5m}
            ---
            apiVersion: reeve/v1
            kind: Agent
            metadata: {name: scrum-master}
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
            metadata: {name: scrum-team}
            spec:
              type: scrum
              goal: something that works at the end of each sprint
              members:
                - {agent: product-owner, role: product-owner}
                - {agent: scrum-master, role: scrum-master}
                - {agent: developer, role: developer}
            ---
            apiVersion: reeve/v1
            kind: Policy
            metadata: {name: scrum-team}
            spec:
              bindings: [{scope: team, id: scrum-team}]
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
            "jobs/first-sprint.yaml",
            """
            apiVersion: reeve/v1
            kind: Batch
            metadata: {name: first-sprint}
            spec:
              deadline: 1h
              budget: {tokens: 200000}
              concurrency: 2
              items:
                - name: vision
                  title: Vision
                  description: Say in two sentences for whom the product is and what it changes.
                  task: {role: product-owner, variables: {topic: the product that this team begins}}
                - name: story
                  title: First story
                  description: Write one user story with three acceptance criteria.
                  needs: [vision]
                  task:
                    role: product-owner
                    variables: {topic: {fromItem: vision, path: ""}}
                    output:
                      schema:
                        type: object
                        required: [story, criteria]
                        properties:
                          story: {type: string, minLength: 10}
                          criteria: {type: array, items: {type: string}, minItems: 3}
                  expect: [{path: /story, present: true}]
                - name: plan
                  title: Plan of the sprint
                  description: Cut the story into steps of a day or less.
                  needs: [story]
                  task: {role: developer, variables: {story: {fromItem: story, path: /story}}}
                - name: check
                  title: How it is checked
                  description: Name for each step what shows that it is done.
                  needs: [plan]
                  task: {role: developer, variables: {story: {fromItem: plan, path: ""}}}
                - name: review
                  title: Review of the plan
                  description: Name the step that is most likely to be late, and why.
                  needs: [plan, check]
                  task: {role: scrum-master, variables: {notes: {fromItem: check, path: ""}}}

            """
        ),
    ]
}
