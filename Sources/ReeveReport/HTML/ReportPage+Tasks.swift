import ReeveJSON
import ReeveModel
import ReeveStore

// What tasks did and what they have used. Their conversations are in `ReportPage+Conversations.swift`.
extension ReportPage {
    var tasks: Markup {
        let tasks = report.tasks
        guard !tasks.isEmpty else { return "" }
        return """
            <h2 id="tasks">Tasks</h2>
            <p class="soft">\(taskSentence(tasks))</p>
            <div class="pair">
            \(ShareChart(report.useByAgent, id: "by-agent", what: "agent").figure)\
            \(ShareChart(report.useByModel, id: "by-model", what: "model").figure)</div>
            \(useTable)\(caps(tasks))\(taskIndex(tasks))\(conversations(tasks))
            """
    }

    /// `3 tasks made 9 model requests and 12 tool calls; 2 calls were refused, 1 task is tainted.`
    private func taskSentence(_ tasks: [RunEntry]) -> String {
        let conversations = tasks.compactMap(\.conversation)
        let calls = conversations.reduce(0) { $0 + $1.callsSent }
        var text = FigureText.count(tasks.count, "task") + " made "
        text += FigureText.count(conversations.reduce(0) { $0 + $1.requests }, "model request") + " and "
        text += FigureText.count(calls, "tool call")
        var more: [String] = []
        func add(_ count: Int, _ one: String, _ many: String) {
            if count > 0 { more.append(FigureText.count(count) + " " + (count == 1 ? one : many)) }
        }
        add(conversations.reduce(0) { $0 + $1.refused.count }, "call was refused", "calls were refused")
        add(tasks.count { $0.cap != nil }, "task ended at a cap", "tasks ended at a cap")
        add(conversations.count { $0.repairs > 0 }, "answer was repaired", "answers were repaired")
        add(conversations.count { $0.fallbacks > 0 }, "task fell back", "tasks fell back")
        add(conversations.count(where: \.isTainted), "task is tainted", "tasks are tainted")
        if !more.isEmpty { text += "; " + more.joined(separator: ", ") }
        return text + ". Costs are estimated from the prices that the providers are declared with."
    }

    private var useTable: Markup {
        func rows(_ shares: [RunReport.TaskShare], _ word: String) -> Markup {
            shares.prefix(ReportPage.rowsMax).map { share -> Markup in
                let costs = share.costs.sorted { $0.key < $1.key }.map { FigureText.money($0.value, $0.key) }
                return """
                    <tr><th scope="row">\(share.name)</th><td>\(word)</td><td class="n">\(FigureText.count(share.tasks))</td>\
                    <td class="n">\(FigureText.count(share.requests))</td><td class="n">\(FigureText.count(share.tokensIn))</td>\
                    <td class="n">\(FigureText.count(share.tokensOut))</td><td class="n">\(costs.joined(separator: ", "))</td></tr>

                    """
            }.joined()
        }
        return table(
            "Used by agent and by model, replaced runs included.", label: "Tokens and cost",
            head: """
                <th scope="col">Name</th><th scope="col">Is</th><th scope="col" class="n">Tasks</th>\
                <th scope="col" class="n">Requests</th><th scope="col" class="n">Tokens in</th>\
                <th scope="col" class="n">Tokens out</th><th scope="col" class="n">Cost</th>
                """, body: "\(rows(report.useByAgent, "agent"))\(rows(report.useByModel, "model"))")
    }

    /// The caps that ended tasks.
    private func caps(_ tasks: [RunEntry]) -> Markup {
        let capped = tasks.filter { $0.cap != nil }
        guard !capped.isEmpty else { return "" }
        let rows = capped.prefix(ReportPage.rowsMax).map { run -> Markup in
            """
            <tr><th scope="row">\(taskName(run))</th><td><code>\(run.cap?.rawValue ?? "")</code></td>\
            <td>\(VisibleText.shortened(run.explanation ?? "", to: 400))</td><td>\(pill(run.ending))</td></tr>

            """
        }
        return table(
            "Caps that fired.", label: "Caps that fired",
            head: """
                <th scope="col">Task</th><th scope="col">Cap</th><th scope="col">What it says</th><th scope="col">Outcome</th>
                """, body: rows.joined())
    }

    private func taskIndex(_ tasks: [RunEntry]) -> Markup {
        let shown = tasks.prefix(ReportPage.rowsMax)
        let rows = shown.map { run -> Markup in
            let usage = run.record.usage
            let tokens = (usage.tokensIn ?? 0) + (usage.tokensOut ?? 0)
            let cost = usage.cost.map { FigureText.money($0, usage.currency ?? "?") } ?? ""
            return """
                <tr><th scope="row">\(taskName(run))</th><td>\(pill(run.ending))</td><td>\(run.record.assignment.agent ?? "")</td>\
                <td>\(run.modelName ?? "")</td><td class="n">\(FigureText.count(run.conversation?.turns ?? 0))</td>\
                <td class="n">\(FigureText.count(run.callsSent))</td><td class="n">\(FigureText.count(tokens))</td>\
                <td class="n">\(cost)</td><td>\(marks(run))</td></tr>

                """
        }
        let left = tasks.count - shown.count
        let more: Markup = left > 0 ? " \(FigureText.count(left)) more are in <a href=\"runs.csv\">runs.csv</a>." : ""
        return table(
            "Every task; a name leads to its conversation.\(more)", label: "Every task",
            head: """
                <th scope="col">Task</th><th scope="col">Outcome</th><th scope="col">Agent</th><th scope="col">Model</th>\
                <th scope="col" class="n">Turns</th><th scope="col" class="n">Calls</th><th scope="col" class="n">Tokens</th>\
                <th scope="col" class="n">Cost</th><th scope="col">Marks</th>
                """, body: rows.joined())
    }

    /// The name of a task, with a link to its conversation where the page has it.
    private func taskName(_ run: RunEntry) -> Markup {
        guard run.conversationFile != nil else { return name(run) }
        return "<a href=\"#t-\(run.record.id.text)\">\(run.record.identity.item)</a>\(cell(run))"
    }

    private func cell(_ run: RunEntry) -> Markup {
        run.cell.isEmpty ? "" : "<span class=\"cell\">\(run.cell)</span>"
    }

    func marks(_ run: RunEntry) -> Markup {
        let marks = run.taskMarks.map { mark -> Markup in
            let isWarning = mark == "tainted" || mark.hasPrefix("cap ")
            return "<span class=\"mark\(isWarning ? Markup(" warn") : Markup())\">\(mark)</span>"
        }
        return marks.isEmpty ? "" : "<span class=\"marks\">\(marks.joined())</span>"
    }
}
