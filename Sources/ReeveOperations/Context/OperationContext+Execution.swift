import ReeveExecution
import ReeveStore

extension OperationContext {
    /// Runs `body` with servers and a store that may be written. Afterwards it ends every server and signs the log.
    ///
    /// - Parameters:
    ///   - startsServers: false where `body` only writes the store.
    ///   - handlesStop: whether `body` listens to ``stop`` by itself.
    ///   - recording: the folder that keeps what the runs exchange with servers and models; nil for none.
    func withExecution<Value: Sendable>(
        startsServers: Bool = true, handlesStop: Bool = false, recording: String? = nil,
        _ body: (ExecutionSetup) async throws -> Value
    ) async throws(OperationError) -> Signed<Value> {
        try await withStore(.write) { store in
            let secrets = ExecutionSetup.secrets(of: self)
            let recorder = try await recording.asyncMap { folder in
                try await Recorder.start(
                    in: absolute(folder), clock: clock, secrets: secrets, producer: "reeve \(version)")
            }
            let setup = ExecutionSetup(
                store: store, context: self, startsServers: startsServers, secrets: secrets, recorder: recorder)
            do {
                try await setup.begin()
                let value =
                    startsServers && !handlesStop
                    ? try await setup.untilStopped { try await body(setup) } : try await body(setup)
                await setup.shutDown()
                return Signed(value: value, unsigned: await UnsignedLog.sign(store, in: self))
            } catch {
                await setup.shutDown()
                var wrapped = OperationError(wrapping: error)
                wrapped.unsigned = await UnsignedLog.sign(store, in: self)
                throw wrapped
            }
        }
    }
}
