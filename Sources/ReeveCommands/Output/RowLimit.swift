import ArgumentParser

/// The largest number of rows in a listing. It is at least 1, since a listing without rows says nothing.
struct RowLimit: ExpressibleByArgument {
    let count: Int

    init(_ count: Int) { self.count = count }

    init?(argument: String) {
        guard let count = Int(argument), count > 0 else { return nil }
        self.count = count
    }

    var defaultValueDescription: String { String(count) }
}
