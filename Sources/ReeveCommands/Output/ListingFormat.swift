import ArgumentParser

/// The forms that every listing takes.
enum ListingFormat: String, ExpressibleByArgument, CaseIterable {
    case table
    case wide
    case json
    case yaml
    case name
    case csv
}
