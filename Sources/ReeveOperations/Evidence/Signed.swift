/// What an operation has done, and why the log of it could not be signed, if that failed.
///
/// The value is shown before the failure: whoever does not learn that something was done would do it again.
package struct Signed<Value: Sendable>: Sendable {
    package let value: Value
    package let unsigned: UnsignedLog?
}
