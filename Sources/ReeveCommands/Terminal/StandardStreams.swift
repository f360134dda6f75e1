import Glibc
import ReeveManifest
import Synchronization

/// The three streams that a process starts with.
enum StandardStreams {
    /// The `errno` of the first write to standard output that failed; 0 where none did.
    private static let failure = Atomic<CInt>(0)

    /// Makes sure that writing is safe: every stream is something, and a reader that goes away is an error of the write.
    ///
    /// A stream that the parent closed gets a place holder. Otherwise the next file that is opened would take its number,
    /// and messages would be written into the store. The signal of a closed pipe gets an empty handler and is not
    /// ignored, since what is ignored stays so in the servers that are started.
    static func prepare() {
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(descriptor, F_GETFD) < 0 {
            // The system gives the lowest free number, which is that of the closed stream. Standard output is opened for
            // reading, so that writing to it fails.
            _ = open("/dev/null", descriptor == STDERR_FILENO ? O_WRONLY : O_RDONLY)
        }
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { _ in }
        action.sa_flags = SA_RESTART
        sigaction(SIGPIPE, &action, nil)
    }

    /// All of standard input, at most a manifest file's size and one byte, so that a longer input is refused.
    static func allInput() -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count <= ReadingLimits().fileBytes {
            let count = read(STDIN_FILENO, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        return bytes
    }

    /// Why results could not be written; nil where they were, and where their reader went away and wants no more.
    static var outputFailure: CInt? {
        let error = failure.load(ordering: .acquiring)
        return error == 0 || error == EPIPE ? nil : error
    }

    /// Whether somebody may have read all that was written so far.
    static var outputIsWhole: Bool { failure.load(ordering: .acquiring) == 0 }

    /// Writes all of it, or remembers that results are lost; after that nothing more is written to standard output.
    static func write(_ text: String, to descriptor: CInt) {
        let isOutput = descriptor == STDOUT_FILENO
        if isOutput, !outputIsWhole { return }
        var text = text
        text.withUTF8 { bytes in
            var offset = 0
            while offset < bytes.count {
                let count = Glibc.write(descriptor, bytes.baseAddress?.advanced(by: offset), bytes.count - offset)
                if count >= 0 {
                    offset += count
                    continue
                }
                let error = errno
                switch error {
                case EINTR: continue
                case EAGAIN:
                    var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    _ = poll(&entry, 1, -1)
                default:
                    if isOutput {
                        _ = failure.compareExchange(expected: 0, desired: error, ordering: .acquiringAndReleasing)
                    }
                    return
                }
            }
        }
    }
}
