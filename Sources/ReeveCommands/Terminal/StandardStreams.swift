import Glibc
import ReeveManifest
import Synchronization

/// The three streams that every process starts with.
enum StandardStreams {
    /// The `errno` of the first failed write to standard output; 0 where none has failed.
    private static let failure = Atomic<CInt>(0)

    /// Makes writing safe: every stream is open, and a reader that goes away causes an error of the write.
    ///
    /// A stream that the parent closed is opened as `/dev/null`. Otherwise the next file that is opened would get its
    /// number, and messages would be written into the store. The signal of a closed pipe gets an empty handler. It is
    /// not ignored, since servers that are started would inherit that.
    static func prepare() {
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(descriptor, F_GETFD) < 0 {
            // The system gives the lowest free number, which is that of the closed stream. Standard output is opened
            // for reading only, so that writing to it fails.
            _ = open("/dev/null", descriptor == STDERR_FILENO ? O_WRONLY : O_RDONLY)
        }
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { _ in }
        action.sa_flags = SA_RESTART
        sigaction(SIGPIPE, &action, nil)
    }

    /// All of standard input, but at most one byte more than a manifest file may have. A longer input is then refused.
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

    /// Why results could not be written. Nil where they were written, and where the reader went away, since it wants no
    /// more.
    static var outputFailure: CInt? {
        let error = failure.load(ordering: .acquiring)
        return error == 0 || error == EPIPE ? nil : error
    }

    /// Whether everything was written so far, so that somebody may have read all of it.
    static var outputIsWhole: Bool { failure.load(ordering: .acquiring) == 0 }

    /// Writes the whole text. Where standard output fails, this is remembered, and nothing more is written to it.
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
