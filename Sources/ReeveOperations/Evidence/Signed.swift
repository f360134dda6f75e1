/// What an operation did, and why the log of it could not be signed, if so.
///
/// Who does not learn of an effect repeats it, so the value is shown before the failure is.
package struct Signed<Value: Sendable>: Sendable {
    package let value: Value
    package let unsigned: UnsignedLog?
}
