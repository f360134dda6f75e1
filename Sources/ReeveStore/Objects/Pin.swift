package import ReeveJSON
internal import ReeveModel

/// The pinned digest of a tool definition or of a connection's launch.
package struct Pin: Sendable, Hashable {
    package var target: PinTarget
    package var digest: ContentDigest
    /// False where the row is not as the store wrote it: changed by other hands, or damaged. Nothing is decided by it then.
    package var isIntact = true

    package init(target: PinTarget, digest: ContentDigest) {
        self.target = target
        self.digest = digest
    }
}
