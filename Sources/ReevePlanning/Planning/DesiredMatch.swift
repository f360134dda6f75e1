internal import ReeveDiagnostics
package import ReeveJSON
package import ReeveModel
package import ReeveStore

/// The first step of a plan: every declared object beside the store's head of the same key.
///
/// One pass over digests; specs are not looked at. The caller reads the objects that ``recordKeys(_:)`` and
/// ``referrerKeys(_:)`` name before the second step.
package struct DesiredMatch: Sendable {
    package let desired: [ResourceObject]
    package let heads: [ObjectHead]
    /// Which stored organizations and environments get another name.
    let moves: ScopeMoves
    /// Places in `heads`, by the key that the object has after ``moves``.
    let headIndex: [ObjectKey: Int]
    /// By place in `heads`.
    private let declaredHeads: [Bool]
    /// Declared and stored, with different digests or another owner: places in `desired` and `heads`.
    let differing: [(desired: Int, head: Int)]
    /// Declared, not stored.
    let missing: [Int]
    /// Declared twice; a mistake that readers report too.
    let duplicates: [Int]
    /// Stored, owned by the set, not declared.
    let undeclared: [Int]
    /// Stored objects that take a new name, by the place of the declaration in `missing`.
    let renames: [Int: Int]
    /// Declarations whose `renamedFrom` names an object that an earlier declaration has taken: places in `desired`.
    let sharedSources: [Int]
    /// Stored objects whose key after ``moves`` another stored object has already: places in `heads`.
    let collisions: [Int]
    /// Stored, not declared, and in a renamed scope: places in `heads`. They move with their scope, whichever set owns
    /// them.
    let carried: [Int]
    /// How many objects the set owns in the store.
    let ownedCount: Int
    package let inputDigest: ContentDigest
    /// Options that narrow the plan and name nothing, such as `--target Agent/typo`.
    let selectionMistakes: [Diagnostic]

    package init(desired all: [ResourceObject], heads: [ObjectHead], options: PlanOptions) {
        let desired =
            options.selection.isEverything ? all : all.filter { options.selection.contains($0) }
        let scopes = ScopeRenames(desired: desired, heads: heads, options: options)
        let moves = scopes.moves
        let (headIndex, collisions) = Self.index(heads, after: moves)
        var isDeclared = [Bool](repeating: false, count: heads.count)
        var differing: [(desired: Int, head: Int)] = []
        var missing: [Int] = []
        var missingKeys: Set<ObjectKey> = []
        if heads.isEmpty { missingKeys.reserveCapacity(desired.count) }
        var duplicates: [Int] = []
        for (index, object) in desired.enumerated() {
            guard let place = headIndex[object.key] else {
                if missingKeys.insert(object.key).inserted { missing.append(index) } else { duplicates.append(index) }
                continue
            }
            if isDeclared[place] {
                duplicates.append(index)
                continue
            }
            isDeclared[place] = true
            if heads[place].digest != object.digest || heads[place].owningSet != options.set {
                differing.append((index, place))
            }
        }
        var renames: [Int: Int] = [:]
        var renamed: Set<Int> = []
        var sharedSources = scopes.shared
        for index in missing {
            guard let former = desired[index].formerKey, let place = headIndex[former] else { continue }
            if renamed.insert(place).inserted { renames[index] = place } else { sharedSources.append(index) }
        }
        var undeclared: [Int] = []
        var carried: [Int] = []
        var ownedCount = 0
        for (place, head) in heads.enumerated() {
            let isOwned = head.owningSet == options.set
            if isOwned { ownedCount += 1 }
            guard !isDeclared[place], !renamed.contains(place) else { continue }
            if isOwned { undeclared.append(place) }
            if !moves.isEmpty, moves.target(of: head.key) != head.key { carried.append(place) }
        }
        selectionMistakes = options.selection.mistakes(declared: all, stored: heads)
        self.desired = desired
        self.heads = heads
        self.moves = moves
        self.headIndex = headIndex
        self.sharedSources = sharedSources
        self.collisions = collisions
        self.carried = carried
        declaredHeads = isDeclared
        self.differing = differing
        self.missing = missing
        self.duplicates = duplicates
        self.undeclared = undeclared
        self.renames = renames
        self.ownedCount = ownedCount
        inputDigest = InputDigest.of(desired)
    }

    /// The places of stored objects by the key that each has after `moves`, and those whose key another one has already.
    private static func index(_ heads: [ObjectHead], after moves: ScopeMoves) -> ([ObjectKey: Int], collisions: [Int]) {
        var places = [ObjectKey: Int](minimumCapacity: heads.count)
        var collisions: [Int] = []
        for (place, head) in heads.enumerated() {
            let other = places.updateValue(place, forKey: moves.target(of: head.key))
            if other != nil { collisions.append(place) }
        }
        return (places, collisions)
    }

    /// Whether a stored object is declared, also where its content is the same.
    func isDeclared(_ head: ObjectHead) -> Bool {
        headIndex[moves.target(of: head.key)].map { declaredHeads[$0] } ?? false
    }

    /// By the key in the store now.
    func head(_ key: ObjectKey) -> ObjectHead? { headIndex[moves.target(of: key)].map { heads[$0] } }

    /// By the key that the object has after ``moves``.
    func head(movedTo key: ObjectKey) -> ObjectHead? { headIndex[key].map { heads[$0] } }

    /// Objects that go away or may go away, in no order.
    func removalKeys(_ options: PlanOptions) -> [ObjectKey] {
        let pruned = options.prunes && options.selection.isEverything ? undeclared.map { heads[$0].key } : []
        return pruned + options.requestedDeletes.filter { head($0) != nil }
    }

    /// Objects whose full records the second step needs.
    package func recordKeys(_ options: PlanOptions) -> [ObjectKey] {
        differing.map { heads[$0.head].key } + renames.values.map { heads[$0].key } + removalKeys(options)
            + options.requestedForgets.filter { head($0) != nil } + carried.map { heads[$0].key }
    }

    /// The declarations that differ from the store or are not in it.
    var written: [ResourceObject] { differing.map { desired[$0.desired] } + missing.map { desired[$0] } }

    /// Whether a user, membership or service account is changed or goes.
    func mayTakeStewards(_ options: PlanOptions) -> Bool {
        recordKeys(options).contains { Stewards.kinds.contains($0.kind) }
    }

    /// Objects of which the second step needs to know who points at them.
    package func referrerKeys(_ options: PlanOptions) -> [ObjectKey] {
        // Whether an immutable field changes is not known before the records are read.
        let replaceable = differing.map { heads[$0.head].key }.filter { key in
            options.kinds.description(of: key.kind)?.shape.fields.contains(where: \.isImmutable) ?? false
        }
        // An object that names a scope by its old name has to be written anew, as after every rename.
        let scopes =
            moves.isEmpty ? [] : heads.lazy.map(\.key).filter { $0.ownScope != nil && moves.target(of: $0) != $0 }
        return removalKeys(options) + renames.values.map { heads[$0].key } + replaceable + scopes
    }
}

extension ResourceObject {
    /// The key that `metadata.renamedFrom` speaks of.
    var formerKey: ObjectKey? {
        metadata.renamedFrom.map {
            ObjectKey(kind: key.kind, organization: key.organization, environment: key.environment, name: $0)
        }
    }
}
