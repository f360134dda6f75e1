import ReeveJSON
import ReeveModel
import ReeveStore

/// The vertical axis of counts: a line at 0, at the peak and, where it is a whole number, halfway.
struct ValueAxis {
    let peak: Int
    let left: Double
    let right: Double
    let top: Double
    let bottom: Double

    var svg: Markup {
        var values = [0, peak]
        if peak.isMultiple(of: 2) { values.insert(peak / 2, at: 1) }
        return values.map { value -> Markup in
            let y = bottom - Double(value) / Double(peak) * (bottom - top)
            return """
                <line class="\(value == 0 ? "axis" : "grid")" x1="\(FigureText.coordinate(left))" \
                y1="\(FigureText.coordinate(y))" x2="\(FigureText.coordinate(right))" y2="\(FigureText.coordinate(y))"/>\
                <text x="\(FigureText.coordinate(left - 6))" y="\(FigureText.coordinate(y + 4))" text-anchor="end">\
                \(FigureText.count(value))</text>

                """
        }.joined()
    }
}
