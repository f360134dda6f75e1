extension DiagnosticCatalog {
    /// Codes of recordings and replays.
    static let recordings: [Entry] = [
        Entry(
            "recording.damaged", "a file of a recording is cut, edited or of another form",
            "take it from git, or record it anew"),
        Entry(
            "recording.failed", "a file of a recording cannot be read or written",
            "check the folder, its mode and the room on the disk"),
        Entry(
            "recording.missing", "the folder holds no recording, or one that was not finished",
            "record one with 'reeve run -f BATCH --record DIR'"),
        Entry(
            "recording.newer", "a newer version of reeve has written the recording",
            "use that version, or a newer one"),
        Entry(
            "recording.occupied", "the folder of a new recording holds something else", "name an empty or a new folder"),
        Entry("recording.other-batch", "the recording is of another batch", "name the batch that was recorded"),
        Entry(
            "recording.too-large", "an exchange or a file of a recording passes its bound",
            "record smaller batches, or tools with a smaller maxOutput"),
    ]
}
