package import ReeveJSON
internal import ReeveModel

/// Sets a pin, or removes it where ``digest`` is nil.
package struct PinChange: Sendable, Hashable {
    package var target: PinTarget
    package var digest: ContentDigest?

    package init(target: PinTarget, digest: ContentDigest?) {
        self.target = target
        self.digest = digest
    }
}
