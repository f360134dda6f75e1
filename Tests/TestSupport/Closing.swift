/// Calls `body` with something that was opened, and closes it afterwards, also where `body` throws.
///
/// ```swift
/// try await closing(try await Store.open(path), by: { await $0.close() }) { store in try await store.read() }
/// ```
package func closing<Resource, Result>(
    _ resource: Resource, by close: (Resource) async -> Void, _ body: (Resource) async throws -> Result
) async throws -> Result {
    do {
        let result = try await body(resource)
        await close(resource)
        return result
    } catch {
        await close(resource)
        throw error
    }
}
