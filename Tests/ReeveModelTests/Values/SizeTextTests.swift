import ReeveModel
import Testing

@Suite struct SizeTextTests {
    @Test(
        arguments: [
            ("0", 0), ("512", 512), ("512B", 512), ("64KiB", 65_536), ("1MiB", 1 << 20), ("2GiB", 2 << 30),
            ("1kB", 1_000),
            ("3MB", 3_000_000), ("1GB", 1_000_000_000), ("1048576GiB", 1 << 50),
        ] as [(String, Int64)])
    func sizesAreReadInBothSystems(text: String, bytes: Int64) { #expect(SizeText.parse(text) == bytes) }

    @Test(arguments: [
        "", "KiB", "-1", "1.5MiB", "1 MiB", "1mib", "1KB", "1TiB", "1048577GiB", "9999999999999999",
        "999999999999999GiB",
        "١",
    ])
    func anythingElseIsNoSize(text: String) { #expect(SizeText.parse(text) == nil) }

    @Test(
        arguments: [
            (0, "0B"), (1, "1B"), (1_000, "1000B"), (1_024, "1KiB"), (1_536, "1536B"), (3 << 20, "3MiB"),
            (1 << 30, "1GiB"),
            (1 << 40, "1024GiB"),
        ] as [(Int64, String)])
    func aSizeHasOneText(bytes: Int64, text: String) {
        #expect(SizeText.format(bytes) == text)
        #expect(SizeText.parse(text) == bytes)
    }
}
