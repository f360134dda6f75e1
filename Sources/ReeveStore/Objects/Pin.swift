package import ReeveJSON
internal import ReeveModel

/// The pinned digest of a tool definition or of a connection's launch.
package struct Pin: Sendable, Hashable {
    package var target: PinTarget
    package var digest: ContentDigest
    /// False where other hands have changed the row, or it is damaged. Nothing is then decided by it.
    package var isIntact = true

    package init(target: PinTarget, digest: ContentDigest) {
        self.target = target
        self.digest = digest
    }
}
