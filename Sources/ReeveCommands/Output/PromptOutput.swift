import ReeveExecution
import ReeveJSON
import ReeveModel
import ReeveOperations

/// Writes the texts that a task begins with, and every place that could have named their template.
struct PromptOutput {
    private let outcome: PromptOutcome

    init(_ outcome: PromptOutcome) { self.outcome = outcome }

    func write(to terminal: Terminal) {
        let style = TextStyle(isOn: terminal.outputHasColor)
        for (title, text) in [("SYSTEM", outcome.system), ("USER", outcome.user)] {
            terminal.line(style.faint(title))
            terminal.lines(text.hasSuffix("\n") ? String(text.dropLast()) : text)
            terminal.line()
        }
        terminal.line("for " + subject)
        terminal.line(template)
        listing.write(.table, to: terminal)
    }

    /// For example `agent 'triage' as 'doctor' of team 'night-watch', item 'summary', cell 'repo=website'`.
    private var subject: String {
        var words = "agent '\(outcome.seat.agent)'"
        if let membership = outcome.seat.membership {
            words += " as '\(membership.role)' of team '\(membership.team)'"
        }
        if let item = outcome.item { words += ", item '\(item)'" }
        if !outcome.cell.isEmpty { words += ", cell '\(outcome.cell)'" }
        return words
    }

    private var template: String {
        guard let name = outcome.template, let version = outcome.version, let source = outcome.source else {
            return "no template; the item's prompt alone"
        }
        return "template '\(name)', version \(version.short), named by \(source)"
    }

    private var listing: Listing {
        var listing = Listing(
            [.init("LEVEL"), .init("TEMPLATE"), .init("OUTCOME"), .init("PLACE"), .init("FIELD")],
            empty: "no place can name a template")
        for place in outcome.places {
            listing.rows.append(
                Listing.Row(
                    name: place.words,
                    cells: [place.level, place.template ?? "-", place.outcome, place.words, place.field ?? "-"],
                    json: .null))
        }
        return listing
    }

    var json: JSONValue {
        let membership = outcome.seat.membership
        let places = outcome.places.map { place -> JSONValue in
            [
                "level": .string(place.level), "place": .string(place.words), "field": JSONValue(place.field),
                "template": JSONValue(place.template), "outcome": .string(place.outcome),
            ]
        }
        return [
            "organization": JSONValue(outcome.scope.organization),
            "environment": JSONValue(outcome.scope.environment), "agent": .string(outcome.seat.agent),
            "team": JSONValue(membership?.team), "role": JSONValue(membership?.role), "item": JSONValue(outcome.item),
            "cell": .string(outcome.cell), "system": .string(outcome.system), "user": .string(outcome.user),
            "template": JSONValue(outcome.template),
            "template_version": JSONValue(outcome.version?.description),
            "template_source": JSONValue(outcome.source), "candidates": .array(places),
        ]
    }
}
