import ReeveJSON

/// The content address of a template: the digest of its text, its partials and its declarations.
package struct TemplateVersion: Sendable, Hashable, CustomStringConvertible {
    package let digest: ContentDigest

    package init(digest: ContentDigest) { self.digest = digest }

    package var description: String { digest.short }
}
