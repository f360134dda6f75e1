/// A cell of a matrix in its one spelling, `dock=east,shift=1`.
enum CellText {
    static func of(_ cell: String?) -> String { cell.map { $0.isEmpty ? "-" : $0 } ?? "-" }
}
