/// What the verifier needs from an entry's bytes.
struct EntryOutline {
    private(set) var sequence: Int64?
    private(set) var time: Range<Int>?

    /// Nil when the bytes are no object, or hold one of the members twice.
    init?(_ bytes: UnsafeBufferPointer<UInt8>) {
        var sequence: Int64?
        var time: Range<Int>?
        var isAmbiguous = false
        let isObject = RawMembers.scan(bytes) { key, value in
            if RawMembers.equals(bytes, key, "sequence") {
                isAmbiguous = isAmbiguous || sequence != nil
                sequence = RawMembers.integer(bytes, value)
            } else if RawMembers.equals(bytes, key, "time") {
                isAmbiguous = isAmbiguous || time != nil
                time = value
            }
        }
        guard isObject, !isAmbiguous else { return nil }
        self.sequence = sequence
        self.time = time
    }
}
