/// A matrix cell as it is spelled everywhere, `dock=east,shift=1`.
enum CellText {
    static func of(_ cell: String?) -> String { cell.map { $0.isEmpty ? "-" : $0 } ?? "-" }
}
