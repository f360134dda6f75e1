import ReeveJSON

/// The rows of a listing, for people and for programs. One table has six forms.
struct Listing {
    struct Column {
        let title: String
        /// Whether the column is shown only with `-o wide` and in CSV.
        let isWide: Bool
        let isNumber: Bool

        init(_ title: String, wide: Bool = false, number: Bool = false) {
            self.title = title
            isWide = wide
            isNumber = number
        }
    }

    struct Row {
        /// What `-o name` prints: enough to name the row in another command.
        let name: String
        let cells: [String]
        let json: JSONValue
    }

    let columns: [Column]
    var rows: [Row]
    /// The message on standard error where there are no rows.
    let emptyMessage: String
    /// Whether rows are left out. Every form says so on standard error.
    let hasMore: Bool

    init(_ columns: [Column], rows: [Row] = [], empty: String, hasMore: Bool = false) {
        self.columns = columns
        self.rows = rows
        emptyMessage = empty
        self.hasMore = hasMore
    }

    func write(_ format: ListingFormat, to terminal: Terminal) {
        switch format {
        case .table, .wide:
            if rows.isEmpty {
                terminal.note(emptyMessage)
            } else {
                terminal.write(table(isWide: format == .wide, style: TextStyle(isOn: terminal.outputHasColor)))
            }
        case .json: terminal.json(.array(rows.map(\.json)))
        case .yaml: terminal.yaml(text: YAMLText.documents(rows.map(\.json)))
        case .name: for row in rows { terminal.line(TerminalText.escaped(row.name)) }
        case .csv: terminal.write(csv())
        }
        if hasMore { terminal.note("\(rows.count) shown, and there are more: raise --limit") }
    }

    private func table(isWide: Bool, style: TextStyle) -> String {
        let shown = columns.indices.filter { isWide || !columns[$0].isWide }
        let widths = shown.map { column in
            rows.reduce(columns[column].title.count) {
                max($0, TerminalText.width(TerminalText.escaped($1.cells[column])))
            }
        }
        func line(_ cells: [String], _ paint: (String) -> String) -> String {
            var out = ""
            for (place, cell) in cells.enumerated() {
                let isLast = place == cells.count - 1
                let padding = String(repeating: " ", count: max(0, widths[place] - TerminalText.width(cell)))
                if columns[shown[place]].isNumber {
                    out += padding + paint(cell)
                } else {
                    out += paint(cell) + (isLast ? "" : padding)
                }
                if !isLast { out += "  " }
            }
            return out + "\n"
        }
        var out = line(shown.map { columns[$0].title }) { style.faint($0) }
        for row in rows { out += line(shown.map { TerminalText.escaped(row.cells[$0]) }) { $0 } }
        return out
    }

    /// CSV after RFC 4180. A cell that a spreadsheet would run as a formula is guarded.
    private func csv() -> String {
        var out =
            columns.map { CSVText.cell($0.title.lowercased().replacing(" ", with: "_")) }.joined(separator: ",")
            + "\r\n"
        // A table shows an empty value as a dash. Here its cell is empty.
        for row in rows {
            out += row.cells.map { $0 == "-" ? "" : CSVText.cell($0) }.joined(separator: ",") + "\r\n"
        }
        return out
    }
}
