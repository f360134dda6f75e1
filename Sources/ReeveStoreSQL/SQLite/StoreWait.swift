import Glibc

/// Waits on a thread of the store's own, or while a command opens it.
enum StoreWait {
    static func pause(milliseconds: UInt32) { usleep(milliseconds * 1_000) }
}
