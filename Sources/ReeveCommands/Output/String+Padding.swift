extension String {
    /// The text, filled with spaces up to a width.
    func padded(to width: Int) -> String {
        let own = TerminalText.width(self)
        return own >= width ? self + (own == width ? "" : " ") : self + String(repeating: " ", count: width - own)
    }
}
