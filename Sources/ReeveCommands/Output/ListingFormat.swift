import ArgumentParser

/// The forms that every listing has.
enum ListingFormat: String, ExpressibleByArgument, CaseIterable {
    case table
    case wide
    case json
    case yaml
    case name
    case csv
}
