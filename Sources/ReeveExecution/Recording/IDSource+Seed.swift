package import ReeveJSON
package import ReeveStore
internal import Synchronization

extension IDSource {
    /// Ids whose random part comes of a seed, for the scratch stores of replays.
    package convenience init(seed: ContentDigest) {
        let random = SharedRandom(seed)
        self.init(random: { random.next() })
    }

    private final class SharedRandom: Sendable {
        private let state: Mutex<SeededRandom>

        init(_ seed: ContentDigest) { state = Mutex(SeededRandom(seed)) }

        func next() -> UInt64 { state.withLock { $0.next() } }
    }
}
