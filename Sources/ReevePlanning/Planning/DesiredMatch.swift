internal import ReeveDiagnostics
package import ReeveJSON
package import ReeveModel
package import ReeveStore

/// The first step of a plan: compares every declared object with the head that the store has for its key.
///
/// The step compares digests and reads no specs. Before the second step, the caller reads the objects that
/// ``recordKeys(_:)`` and ``referrerKeys(_:)`` name.
package struct DesiredMatch: Sendable {
    package let desired: [ResourceObject]
    package let heads: [ObjectHead]
    /// The stored organizations and environments that get another name.
    let moves: ScopeMoves
    /// The place of each head in `heads`, by the key that its object has after ``moves``.
    let headIndex: [ObjectKey: Int]
    /// Whether each of `heads` is declared, by its place.
    private let declaredHeads: [Bool]
    /// Objects that are declared and stored, with different digests or another owner: places in `desired` and `heads`.
    let differing: [(desired: Int, head: Int)]
    /// Objects that are declared and not stored: places in `desired`.
    let missing: [Int]
    /// Objects that are declared twice: places in `desired`. The readers of manifests report this mistake too.
    let duplicates: [Int]
    /// Objects that are stored, owned by the set, and not declared: places in `heads`.
    let undeclared: [Int]
    /// Stored objects that get a new name: places in `heads`, by the place of their declaration in `desired`.
    let renames: [Int: Int]
    /// Declarations whose `renamedFrom` names an object that an earlier declaration has taken: places in `desired`.
    let sharedSources: [Int]
    /// Stored objects that would get a key by ``moves`` which another stored object has: places in `heads`.
    let collisions: [Int]
    /// Stored objects in renamed scopes that are not declared: places in `heads`. They move with their scope, whichever
    /// set owns them.
    let carried: [Int]
    /// How many objects in the store the set owns.
    let ownedCount: Int
    package let inputDigest: ContentDigest
    /// Mistakes in options that narrow the plan and match nothing, such as `--target Agent/typo`.
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

    /// The place of each stored object by the key that it has after `moves`. The collisions are objects whose key
    /// another one has taken before.
    private static func index(_ heads: [ObjectHead], after moves: ScopeMoves) -> ([ObjectKey: Int], collisions: [Int]) {
        var places = [ObjectKey: Int](minimumCapacity: heads.count)
        var collisions: [Int] = []
        for (place, head) in heads.enumerated() {
            let other = places.updateValue(place, forKey: moves.target(of: head.key))
            if other != nil { collisions.append(place) }
        }
        return (places, collisions)
    }

    /// Whether a stored object is declared, even with the same content.
    func isDeclared(_ head: ObjectHead) -> Bool {
        headIndex[moves.target(of: head.key)].map { declaredHeads[$0] } ?? false
    }

    /// The head of the object that has this key in the store now.
    func head(_ key: ObjectKey) -> ObjectHead? { headIndex[moves.target(of: key)].map { heads[$0] } }

    /// The head of the object that has this key after ``moves``.
    func head(movedTo key: ObjectKey) -> ObjectHead? { headIndex[key].map { heads[$0] } }

    /// The keys of objects that the plan removes, or may remove. In no order.
    func removalKeys(_ options: PlanOptions) -> [ObjectKey] {
        let pruned = options.prunes && options.selection.isEverything ? undeclared.map { heads[$0].key } : []
        return pruned + options.requestedDeletes.filter { head($0) != nil }
    }

    /// The keys of objects whose full records the second step needs.
    package func recordKeys(_ options: PlanOptions) -> [ObjectKey] {
        differing.map { heads[$0.head].key } + renames.values.map { heads[$0].key } + removalKeys(options)
            + options.requestedForgets.filter { head($0) != nil } + carried.map { heads[$0].key }
    }

    /// The declarations that differ from the store or are not stored.
    var written: [ResourceObject] { differing.map { desired[$0.desired] } + missing.map { desired[$0] } }

    /// Whether the plan may change or remove a user, membership or service account.
    func mayTakeStewards(_ options: PlanOptions) -> Bool {
        recordKeys(options).contains { Stewards.kinds.contains($0.kind) }
    }

    /// Whether the plan may write, move or remove an object of these kinds.
    func mayConcern(_ kinds: Set<String>, _ options: PlanOptions) -> Bool {
        missing.contains { kinds.contains(desired[$0].key.kind) }
            || recordKeys(options).contains { kinds.contains($0.kind) }
    }

    /// The keys of objects for which the second step must know who refers to them.
    package func referrerKeys(_ options: PlanOptions) -> [ObjectKey] {
        // Only the records show whether an immutable field has changed, and they are not read yet.
        let replaceable = differing.map { heads[$0.head].key }.filter { key in
            options.kinds.description(of: key.kind)?.shape.fields.contains(where: \.isImmutable) ?? false
        }
        // A manifest that names a scope by its old name must be written anew, as after every rename.
        let scopes =
            moves.isEmpty ? [] : heads.lazy.map(\.key).filter { $0.ownScope != nil && moves.target(of: $0) != $0 }
        return removalKeys(options) + renames.values.map { heads[$0].key } + replaceable + scopes
    }
}

extension ResourceObject {
    /// The key that the object had, according to `metadata.renamedFrom`.
    var formerKey: ObjectKey? {
        metadata.renamedFrom.map {
            ObjectKey(kind: key.kind, organization: key.organization, environment: key.environment, name: $0)
        }
    }
}
