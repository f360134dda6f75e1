import ReeveJSON
import ReeveModel
import ReeveReport
import ReeveStore
import TestSupport

extension SampleReport {
    /// A report in which everything that a server, a manifest or a caller can name is hostile.
    static func hostile() async throws -> RunReport {
        var report = try await made(hasTrouble: true, shout: Hostile.all)
        report.batch.name = Hostile.all
        report.batch.requester = Requester(Hostile.all)
        report.producer = Hostile.all
        report.notes = [Hostile.all]
        for index in report.runs.indices {
            report.runs[index].record.state.errorText = Hostile.all
            report.runs[index].record.identity.title = Hostile.all
            report.runs[index].record.assignment.tool = Hostile.texts[index % Hostile.texts.count]
            report.runs[index].record.identity.cell = Hostile.all
            report.runs[index].place = Hostile.all
            report.runs[index].skipCause = Hostile.all
            let rules = RunEntry.Rules(policies: Hostile.texts, rules: Hostile.texts, places: Hostile.texts)
            report.runs[index].refusal = .init(stage: Hostile.all, message: Hostile.all, by: rules)
            report.runs[index].allowedBy = rules
            for number in report.runs[index].attempts.indices {
                report.runs[index].attempts[number].message = Hostile.all
                report.runs[index].attempts[number].record.worker = Hostile.all
            }
        }
        let evil = Hostile.all
        report.itemOrder = report.itemOrder.map { $0 == "show" ? evil : $0 }
        for index in report.runs.indices where report.runs[index].record.identity.item == "show" {
            report.runs[index].record.identity.item = evil
        }
        report.tools = report.tools.map {
            var tool = $0
            tool.address = evil
            tool.server = evil
            return tool
        }
        return report
    }
}
