import Foundation
import ReeveDiagnostics
import ReeveJSON
import ReeveManifest
import ReeveModel
import Testing

@testable import ReeveCommands

/// What `init --with` writes works as it is.
@Suite struct StarterSetTests {
    @Test(arguments: StarterSet.allCases)
    func aSetValidatesPlansAndAppliesFromNothing(set: StarterSet) async throws {
        let project = try TestProject()
        let made = try await project.expect(0, "init", "fresh", "--with", set.rawValue)
        for (path, _) in set.files("fresh") { #expect(made.output.contains("wrote  \(path)\n")) }
        let valid = try await project.expect(0, "validate")
        #expect(!valid.all.contains("warning"), "\(valid.all)")
        let plan = try await project.expect(0, "plan")
        #expect(plan.output.contains("0 to change, 0 to destroy."), "\(plan.all)")
        let applied = try await project.expect(0, "apply", "--yes")
        #expect(applied.output.contains("Applied as revision 1"), "\(applied.all)")
        try await project.expect(0, "plan", "--detailed-exitcode")
    }

    @Test func aSetThatIsNoneIsBadUsageAndWritesNothing() async throws {
        let project = try TestProject()
        let result = try await project.expect(64, "init", "fresh", "--with", "waterfall")
        #expect(result.all.contains("minimal") && result.all.contains("kanban"), "\(result.all)")
        #expect(!FileManager.default.fileExists(atPath: project.url("reeve.yaml").path))
    }

    @Test(arguments: [StarterSet.minimal, .scrum, .kanban])
    func everyHoleOfATemplateIsDeclaredOrBuiltIn(set: StarterSet) async throws {
        let templates = try await Objects(set).specs(KindName.template).map { ($0, try TemplateSpec($1)) }
        #expect(!templates.isEmpty)
        for (key, template) in templates {
            let declared = Set(template.variables.map(\.name))
            let asked = Self.holes([template.system, template.user].compactMap(\.self) + template.partials.map(\.text))
            #expect(!asked.isEmpty, "\(key) asks for nothing")
            #expect(asked.subtracting(declared).subtracting(TemplateSpec.builtInVariables) == [], "\(key)")
            #expect(declared.subtracting(asked) == [], "\(key) declares what it does not use")
        }
    }

    /// Each task of a set gives what its template needs: required variables, a title and a description.
    @Test(arguments: [StarterSet.minimal, .scrum, .kanban])
    func everyTaskFillsItsTemplate(set: StarterSet) async throws {
        let objects = try await Objects(set)
        var roles: [String: RoleSpec] = [:]
        for (key, spec) in objects.specs(KindName.role) { roles[key.name] = try RoleSpec(spec) }
        var templates: [String: TemplateSpec] = [:]
        for (key, spec) in objects.specs(KindName.template) { templates[key.name] = try TemplateSpec(spec) }
        let teams = try objects.specs(KindName.team).map { try TeamSpec($0.spec) }
        let items = try objects.specs(KindName.batch).flatMap { try BatchSpec($0.spec).items }
        #expect(!items.isEmpty)
        for item in items {
            guard case .task(let task) = item.work, case .role(let role, team: nil) = task.assignee else {
                Issue.record("\(item.name) is no task of a role")
                continue
            }
            #expect(teams.contains { $0.isActive && $0.goal != nil && !$0.members(with: role).isEmpty }, "\(item.name)")
            let template = try #require(roles[role]?.template.flatMap { templates[$0] })
            let given = Set(task.variables.keys)
            let required = template.variables.filter(\.isRequired).map(\.name)
            #expect(Set(required).subtracting(given) == [], "\(item.name)")
            #expect(given.subtracting(template.variables.map(\.name)) == [], "\(item.name)")
            let asked = Self.holes([template.system, template.user].compactMap(\.self))
            #expect(item.title != nil || !asked.contains("task_title"), "\(item.name)")
            #expect(item.description != nil || !asked.contains("task_description"), "\(item.name)")
        }
    }

    /// The names in `{{name}}`, whatever mark stands before them.
    private static func holes(_ texts: [String]) -> Set<String> {
        Set(
            texts.flatMap { text in
                text.matches(of: /\{\{\{?[#^\/&]?\s*([^\s{}]+)\s*\}?\}\}/).map { String($0.output.1) }
            })
    }

    /// The objects of a set in normal form.
    private struct Objects {
        private let all: [ResourceObject]

        init(_ set: StarterSet) async throws {
            let folder = try TestProject()
            for (path, text) in set.files("fresh") { try folder.write(path, text) }
            let (project, mistakes, _) = ProjectFile.load(root: folder.url("").path)
            try #require(mistakes.isEmpty)
            let (inputs, problems) = InputCollector.collect(
                ["manifests", "jobs"], root: project.root, isRequired: true)
            try #require(problems.isEmpty)
            let read = await ManifestLoader(project: project, binder: .offline).load(inputs) { [] }
            try #require(read.diagnostics.isEmpty, "\(read.diagnostics)")
            all = read.objects
        }

        func specs(_ kind: String) -> [(key: ObjectKey, spec: JSONValue)] {
            all.filter { $0.key.kind == kind }.map { ($0.key, $0.specValue) }
        }
    }
}
