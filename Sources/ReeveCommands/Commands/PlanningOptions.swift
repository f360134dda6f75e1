import ArgumentParser
import ReeveDiagnostics
import ReeveModel
import ReeveOperations
import ReevePlanning

/// The options of every command that makes a plan.
struct PlanningOptions: ParsableArguments {
    @Flag(inversion: .prefixedNo, help: "Delete what this set owned and no longer declares; else as reeve.yaml says.")
    var prune: Bool?

    @Option(name: .customLong("max-deletes"), help: "The most that pruning deletes; else as reeve.yaml says.")
    var maxDeletes: Int?

    @Flag(help: "Take what other sets own, and the manifest's value in conflicts.")
    var take = false

    @Flag(name: .customLong("keep-drift"), help: "Leave what was changed by other hands.")
    var keepDrift = false

    @Option(help: ArgumentHelp("Only this object; may be repeated.", valueName: "path"), completion: Completions.paths)
    var target: [String] = []

    @Option(help: ArgumentHelp("Not this object; may be repeated.", valueName: "path"), completion: Completions.paths)
    var exclude: [String] = []

    @Option(
        name: [.customShort("l"), .long], help: ArgumentHelp("Only objects with these labels.", valueName: "selector"))
    var selector: String?

    @Option(
        help: ArgumentHelp("Only objects of this kind; may be repeated.", valueName: "kind"),
        completion: Completions.kindNames)
    var only: [String] = []

    /// - Throws: `ValidationError` for a selector or a kind that does not exist.
    func shaping() throws -> PlanShaping {
        var shaping = PlanShaping()
        shaping.prunes = prune
        shaping.maxDeletes = maxDeletes
        shaping.takes = take
        shaping.keepsDrift = keepDrift
        shaping.targets = target
        shaping.excludes = exclude
        for text in selector?.split(separator: ",") ?? [] {
            guard let test = ObjectSelection.LabelTest(String(text)) else {
                throw ValidationError("-l takes key=value, not '\(text)'")
            }
            shaping.labels.append(test)
        }
        for word in only {
            guard let kind = KindRegistry.standard.lookup(word) else {
                let nearest = NearestName.suggestion(
                    for: word, among: KindRegistry.standard.all.flatMap { [$0.kind, $0.plural] })
                throw ValidationError(
                    "there is no kind '\(word)'" + (nearest.map { "; did you mean '\($0)'?" } ?? ""))
            }
            shaping.kinds.insert(kind.kind)
        }
        return shaping
    }

    /// The given options that shape a plan. They cannot change a saved plan.
    var shapingNames: [String] {
        var names: [String] = []
        if prune != nil { names.append(prune == true ? "--prune" : "--no-prune") }
        if take { names.append("--take") }
        if keepDrift { names.append("--keep-drift") }
        if !target.isEmpty { names.append("--target") }
        if !exclude.isEmpty { names.append("--exclude") }
        if selector != nil { names.append("-l") }
        if !only.isEmpty { names.append("--only") }
        return names
    }
}
