internal import ReeveModel

/// The reaches that all agents of an environment share for one action, found by the front of what they are about.
struct AccessReachTable {
    /// In order.
    let reaches: [AccessReach]
    private var byFront: [String: [Int]] = [:]
    /// Those whose target has no literal front.
    private var open: [Int] = []

    init(_ reaches: [AccessReach]) {
        self.reaches = reaches
        for (index, reach) in reaches.enumerated() {
            if let front = reach.target.front { byFront[front, default: []].append(index) } else { open.append(index) }
        }
    }

    /// In order; all that may meet a target with this front.
    func candidates(_ front: String?) -> [AccessReach] {
        guard let front else { return reaches }
        guard let here = byFront[front] else {
            return open.count == reaches.count ? reaches : open.map { reaches[$0] }
        }
        return (open.isEmpty ? here : (here + open).sorted()).map { reaches[$0] }
    }
}
