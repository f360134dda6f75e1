import ArgumentParser

enum PlanFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
    case markdown
    case diff
}
