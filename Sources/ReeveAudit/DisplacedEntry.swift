/// A row whose bytes do not give its stored leaf, kept until all rows are known.
struct DisplacedEntry {
    /// More than this are taken for edited at once.
    static let maximumCount = 10_000

    let row: Int64
    /// The number inside the bytes.
    let inner: Int64
    let computed: MerkleHash
    let stored: MerkleHash
}
