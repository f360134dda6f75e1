import Synchronization

/// What the thread of libcurl and the reader of one response hand to each other.
///
/// The thread gives head, bytes and end; the reader takes them. Nobody waits for the other under the lock.
final class TransferExchange: Sendable {
    typealias Head = Result<ResponseHead, HTTPError>
    /// nil after the last piece.
    typealias Piece = Result<[UInt8]?, HTTPError>

    private struct State {
        var head: Head?
        var headWaiter: CheckedContinuation<Head, Never>?
        var buffer: [UInt8] = []
        /// The thread waits for the reader.
        var isPaused = false
        /// What is read after the buffer.
        var end: Piece?
        var pieceWaiter: CheckedContinuation<Piece, Never>?
    }

    let id: UInt64
    /// Bytes that wait for the reader before the server is slowed down.
    private let bufferBytesMax: Int
    private let state = Mutex(State())

    init(id: UInt64, bufferBytesMax: Int) {
        self.id = id
        self.bufferBytesMax = max(1, bufferBytesMax)
    }

    // MARK: the thread of libcurl

    func give(_ head: ResponseHead) {
        let waiter = state.withLock { state in
            state.head = .success(head)
            return state.headWaiter.take()
        }
        waiter?.resume(returning: .success(head))
    }

    /// False where the reader has enough: the bytes were not taken, and `next` asks for them when it has read.
    func give(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let (isTaken, waiter) = state.withLock { state -> (Bool, CheckedContinuation<Piece, Never>?) in
            guard state.buffer.count < bufferBytesMax else {
                state.isPaused = true
                return (false, nil)
            }
            if let waiter = state.pieceWaiter.take() { return (true, waiter) }
            state.buffer += bytes
            return (true, nil)
        }
        waiter?.resume(returning: .success(Array(bytes)))
        return isTaken
    }

    /// Nothing comes any more. Bytes that came before can still be read, unless the reader itself gave up.
    func end(_ error: HTTPError?) {
        let end = error.map { Piece.failure($0) } ?? .success(nil)
        let (headWaiter, pieceWaiter) = state.withLock { state in
            guard state.end == nil else {
                return (nil as CheckedContinuation<Head, Never>?, nil as CheckedContinuation<Piece, Never>?)
            }
            state.end = end
            if let error {
                if state.head == nil { state.head = .failure(error) }
                if error.code == .cancelled { state.buffer = [] }
            }
            return (state.headWaiter.take(), state.pieceWaiter.take())
        }
        if let error { headWaiter?.resume(returning: .failure(error)) }
        pieceWaiter?.resume(returning: end)
    }

    // MARK: the reader

    var hasEnded: Bool { state.withLock { $0.end != nil } }

    func head() async -> Head {
        await withCheckedContinuation { continuation in
            let known = state.withLock { state in
                if state.head == nil { state.headWaiter = continuation }
                return state.head
            }
            if let known { continuation.resume(returning: known) }
        }
    }

    /// The next bytes, nil after the last ones.
    ///
    /// - Parameter resume: called where the thread waits for the reader.
    func next(resume: () -> Void) async -> Piece {
        await withCheckedContinuation { continuation in
            let (known, mustResume) = state.withLock { state -> (Piece?, Bool) in
                precondition(state.pieceWaiter == nil, "INVARIANT (one reader): a body is read by one task")
                if state.buffer.isEmpty, let end = state.end { return (end, false) }
                defer {
                    state.isPaused = false
                    state.buffer = []
                }
                if !state.buffer.isEmpty { return (.success(state.buffer), state.isPaused) }
                state.pieceWaiter = continuation
                return (nil, state.isPaused)
            }
            if mustResume { resume() }
            if let known { continuation.resume(returning: known) }
        }
    }
}
