import Glibc

/// Work that waits for the disk, on a thread of its own and not on the cooperative pool.
enum BlockingWork {
    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    static func run<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            let body = Unmanaged.passRetained(Body { continuation.resume(returning: work()) })
            var thread = pthread_t()
            let status = pthread_create(
                &thread, nil,
                { box in
                    if let box { Unmanaged<Body>.fromOpaque(box).takeRetainedValue().run() }
                    return nil
                }, body.toOpaque())
            if status == 0 {
                pthread_detach(thread)
            } else {
                // No thread to be had: the work is short, so it is done here rather than not at all.
                body.takeRetainedValue().run()
            }
        }
    }
}
