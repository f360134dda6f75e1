import CSpawn
import Glibc

/// A thread of its own for work that blocks.
package enum DedicatedThread {
    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Starts a detached thread; false where the system refuses one.
    ///
    /// - Parameter name: At most 15 bytes; shown by `ps -L` and debuggers.
    package static func start(name: String, _ body: @escaping @Sendable () -> Void) -> Bool {
        var attributes = pthread_attr_t()
        guard pthread_attr_init(&attributes) == 0 else { return false }
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        // Tasks that an answer wakes run on this thread too (``DeliveryExecutor``): their stack is as large as elsewhere.
        pthread_attr_setstacksize(&attributes, 8 << 20)
        let argument = Unmanaged.passRetained(
            Body {
                cspawn_name_thread(name)
                body()
            })
        var thread = pthread_t()
        let failure = pthread_create(
            &thread, &attributes,
            { argument in
                guard let argument else { return nil }
                let body = Unmanaged<Body>.fromOpaque(argument).takeRetainedValue()
                body.run()
                return nil
            }, argument.toOpaque())
        guard failure == 0 else {
            argument.release()
            return false
        }
        return true
    }
}
