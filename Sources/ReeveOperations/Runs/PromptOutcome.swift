import ReeveExecution
import ReeveJSON
import ReeveModel
import ReeveTemplate

/// The texts of a task, who does it, and every place that could have named its template.
package struct PromptOutcome: Sendable {
    /// A place that may name the template.
    package struct Place: Sendable {
        /// `member`, `team's map`.
        package let level: String
        /// For people: `team 'night-watch', role 'doctor'`.
        package let words: String
        /// The path of the object and a pointer into its spec; nil where the task has no such place.
        package let field: String?
        package let template: String?
        /// `chosen`, `overridden`, `not set` or `absent`.
        package let outcome: String
    }

    package let scope: Scope
    package let seat: TaskSeat
    /// Nil without an item.
    package let item: String?
    /// Empty where the item runs once and where there is no matrix.
    package let cell: String
    /// Empty where nothing says one.
    package let system: String
    package let user: String
    /// Nil where the task has its prompt alone; so are ``version`` and ``source``.
    package let template: String?
    package let version: ContentDigest?
    package let source: String?
    /// In order of precedence.
    package let places: [Place]

    init(_ prompt: TaskPrompt, scope: Scope, item: String? = nil, cell: String = "") {
        self.scope = scope
        self.item = item
        self.cell = cell
        seat = prompt.seat
        system = prompt.system
        user = prompt.user
        template = prompt.choice.template
        version = prompt.version?.digest
        source = prompt.choice.source
        places = prompt.choice.candidates.map { candidate in
            Place(
                level: candidate.level.words, words: candidate.place, field: candidate.path,
                template: candidate.template,
                outcome: prompt.choice.outcome(of: candidate).rawValue)
        }
    }
}
