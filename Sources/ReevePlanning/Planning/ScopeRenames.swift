internal import ReeveModel
internal import ReeveStore

/// The organizations and environments that get another name by `metadata.renamedFrom`.
///
/// Organizations are renamed first. An environment is declared below the new name of its organization, and its
/// `renamedFrom` has only its own former name.
struct ScopeRenames {
    private(set) var moves = ScopeMoves()
    /// Declarations whose former scope an earlier declaration has taken: places in `desired`.
    private(set) var shared: [Int] = []

    init(desired: [ResourceObject], heads: [ObjectHead], options: PlanOptions) {
        let renamed = desired.indices.filter {
            desired[$0].metadata.renamedFrom != nil && desired[$0].key.ownScope != nil
        }
        guard !renamed.isEmpty else { return }
        let declared = Set(desired.lazy.filter { $0.key.ownScope != nil }.map(\.key))
        let stored = heads.filter { $0.key.ownScope != nil }
        for kind in [KindName.organization, KindName.environment] {
            var byTarget: [ObjectKey: ObjectHead] = [:]
            for head in stored { byTarget[moves.target(of: head.key)] = head }
            var taken: Set<ObjectKey> = []
            for index in renamed where desired[index].key.kind == kind {
                let object = desired[index]
                guard let former = object.formerKey, let head = byTarget[former], byTarget[object.key] == nil,
                    !declared.contains(former), head.owningSet.map({ $0 == options.set || options.takes }) ?? true
                else { continue }
                guard taken.insert(former).inserted else {
                    shared.append(index)
                    continue
                }
                moves.rename(head.key, to: object.key.name)
            }
        }
    }
}
