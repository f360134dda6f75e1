import ReeveAudit
import ReeveDiagnostics
import ReeveExecution
import ReeveJSON
import ReeveManifest
import ReeveModel
import ReeveOperations
import ReeveStore
import Testing

@testable import ReeveCommands
@testable import ReevePlanning

/// Every code of an error has one status, whichever room throws it.
@Suite struct ExitStatusTableTests {
    /// The testing library has a type of this name too.
    private typealias ExitStatus = ReeveCommands.ExitStatus

    private static let key = ObjectKey(kind: "Connection", organization: "acme", environment: "dev", name: "git")
    private static let id = ULID(milliseconds: 1, high: 1, low: 1)

    /// The next code in the order of their declaration; a new code makes this a compile error until it has a place.
    private static func next(after code: StoreError.Code) -> StoreError.Code? {
        switch code {
        case .locked: .readOnly
        case .readOnly: .full
        case .full: .newerVersion(found: 9, known: 2)
        case .newerVersion: .olderVersion(found: 1, known: 2)
        case .olderVersion: .notADatabase
        case .notADatabase: .missing(.store("here"))
        case .missing(.store): .missing(.object(key))
        case .missing: .alreadyExists(.store("here"))
        case .alreadyExists(.store): .alreadyExists(.object(key))
        case .alreadyExists: .corrupt
        case .corrupt: .edited(.object(key))
        case .edited: .wrongStore(expected: id, found: id)
        case .wrongStore: .staleGeneration(key, expected: 1, found: 2)
        case .staleGeneration: .uniqueViolation(name: "User.email", value: "a", by: key)
        case .uniqueViolation: .referenced(key, by: [key])
        case .referenced: .scopeNotEmpty(key, by: [key])
        case .scopeNotEmpty: .lastSteward(of: nil)
        case .lastSteward: .neededByRuns(key, runs: [id])
        case .neededByRuns: .leaseLost(run: id, epoch: 1)
        case .leaseLost: .illegalTransition(.run(id), from: "succeeded", to: "running")
        case .illegalTransition: .idempotencyConflict(key: "k", batch: id)
        case .idempotencyConflict: .tooLarge(limit: 1)
        case .tooLarge: .invalidRequest
        case .invalidRequest: .closed
        case .closed: .ioFailure
        case .ioFailure: nil
        }
    }

    private static let storeCodes: [StoreError.Code] = Array(
        sequence(first: .locked(LockHolder(holder: nil, since: Timestamp(microseconds: 0))), next: next))

    private static func name(_ code: Any) -> String { String("\(code)".prefix { $0 != "(" }) }

    @Test func everyCodeOfTheStoreHasItsStatus() {
        let expected: [String: [ExitStatus]] = [
            "locked": [.locked], "readOnly": [.failure], "full": [.failure], "newerVersion": [.failure],
            "olderVersion": [.failure], "notADatabase": [.failure], "missing": [.failure, .invalidInput],
            "alreadyExists": [.invalidInput, .conflict], "corrupt": [.failure], "edited": [.refused],
            "wrongStore": [.conflict],
            "staleGeneration": [.conflict], "uniqueViolation": [.invalidInput], "referenced": [.refused],
            "scopeNotEmpty": [.refused], "lastSteward": [.refused], "neededByRuns": [.refused],
            "leaseLost": [.failure], "illegalTransition": [.invalidInput], "idempotencyConflict": [.conflict],
            "tooLarge": [.invalidInput], "invalidRequest": [.failure], "closed": [.failure], "ioFailure": [.failure],
        ]
        var found: [String: [ExitStatus]] = [:]
        for code in Self.storeCodes { found[Self.name(code), default: []].append(ExitStatus(of: StoreError(code))) }
        #expect(found == expected)
    }

    @Test func aStoreErrorHasOneStatusWhoeverHandsItOn() {
        for code in Self.storeCodes {
            let error = StoreError(code)
            let status = ExitStatus(of: error)
            #expect(ExitStatus(of: ApplyError(code: .store(error))) == status, "\(code)")
            #expect(ExitStatus(of: ExecutionError(error)) == status, "\(code)")
            #expect(ExitStatus(of: OperationError(wrapping: error)) == status, "\(code)")
            #expect(ExitStatus(of: OperationError(wrapping: ExecutionError(error))) == status, "\(code)")
        }
    }

    /// The same for the codes of operations that no plan or log is needed for.
    private static func next(after code: OperationError.Code) -> OperationError.Code? {
        switch code {
        case .invalid: .notPlanned([], SourceIndex())
        case .notPlanned: OperationError.refused("no", code: "key.lost").code
        case .refused: OperationError.failed("no", code: "plan.not-saved").code
        case .failed: .store(StoreError(.full))
        case .store: .execution(ExecutionError(.connection, "gone"))
        case .execution: .denied([])
        case .denied: .notApproved
        case .notApproved: .stopped
        case .stopped: .other(StoreError(.closed))
        // What these need is made by their own operations; the table's own tests of their parts cover them.
        case .apply, .planFile, .checkpointMismatch, .unsigned, .other: nil
        }
    }

    @Test func everyCodeOfAnOperationHasItsStatus() {
        let found = sequence(first: OperationError.Code.invalid([], SourceIndex()), next: Self.next).map {
            "\(Self.name($0)) \(ExitStatus(of: OperationError($0)).rawValue)"
        }
        #expect(
            found == [
                "invalid 3", "notPlanned 3", "refused 4", "failed 1", "store 1", "execution 7", "denied 4",
                "notApproved 4", "stopped 130", "other 1",
            ])
    }

    @Test func refusalsOfAnApplyHaveTheirStatus() {
        #expect(ExitStatus(of: ApplyError(code: .guarded([]))) == .refused)
        #expect(ExitStatus(of: ApplyError(code: .conflicts([]))) == .conflict)
        #expect(ExitStatus(of: ApplyError(code: .stale(Self.key))) == .conflict)
        #expect(ExitStatus(of: ApplyError(code: .invalid([]))) == .invalidInput)
    }

    @Test func everyKindOfFindingIsARowOfTheTable() {
        for kind in AuditFinding.Kind.allCases { #expect(ExitStatus(of: kind).rawValue == kind.rawValue) }
    }
}
