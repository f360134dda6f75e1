import ArgumentParser

/// How many rows a listing shows at most; one that shows none would only say that there are more.
struct RowLimit: ExpressibleByArgument {
    let count: Int

    init(_ count: Int) { self.count = count }

    init?(argument: String) {
        guard let count = Int(argument), count > 0 else { return nil }
        self.count = count
    }

    var defaultValueDescription: String { String(count) }
}
