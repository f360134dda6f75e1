package import ReeveJSON
package import ReeveModel

/// Where requesters are looked up: the objects of a store, or of a store as a plan would leave it.
package protocol RequesterDirectory {
    associatedtype Failure: Error

    /// The spec of an object in normal form; nil where there is none, null where it cannot be trusted.
    func spec(of key: ObjectKey) throws(Failure) -> JSONValue?
    /// The spec of the one Membership of a subject in an organization.
    ///
    /// - Parameter field: `user` or `serviceAccount`.
    func membership(_ field: String, of subject: String, in organization: String) throws(Failure) -> JSONValue?
}
