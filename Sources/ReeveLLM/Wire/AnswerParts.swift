internal import ReeveJSON

/// Text and calls of an answer that is still arriving, within ``AnswerBounds``.
struct AnswerParts: Sendable {
    struct Call: Sendable {
        var id: String
        var name: String
        var arguments: [UInt8]
    }

    private(set) var calls: [Call] = []
    private var text: [UInt8] = []
    private var argumentBytes = 0

    var hasText: Bool { !text.isEmpty }

    /// - Returns: the piece; nil for an empty one.
    mutating func add(text piece: String) throws(ModelError) -> String? {
        guard !piece.isEmpty else { return nil }
        text += piece.utf8
        guard text.count <= AnswerBounds.textBytesMax else {
            throw ModelError(.tooLarge, "the answer's text is longer than \(AnswerBounds.textBytesMax) bytes")
        }
        return piece
    }

    /// - Returns: the place of the call.
    mutating func addCall(id: String?, name: String?) throws(ModelError) -> Int {
        guard calls.count < AnswerBounds.callsMax else {
            throw ModelError(.tooLarge, "the answer has more than \(AnswerBounds.callsMax) tool calls")
        }
        calls.append(Call(id: id ?? "", name: name ?? "", arguments: []))
        return calls.count - 1
    }

    /// Names a call that came without: the first id and the first name count.
    mutating func complete(_ place: Int, id: String?, name: String?) {
        if calls[place].id.isEmpty { calls[place].id = id ?? "" }
        if calls[place].name.isEmpty { calls[place].name = name ?? "" }
    }

    mutating func add(arguments piece: some Collection<UInt8>, to place: Int) throws(ModelError) {
        argumentBytes += piece.count
        guard argumentBytes <= AnswerBounds.argumentBytesMax else {
            throw ModelError(
                .tooLarge, "the arguments of the tool calls are longer than \(AnswerBounds.argumentBytesMax) bytes")
        }
        calls[place].arguments += piece
    }

    /// Takes the calls of a tool out. Where no other call is left, the input of the first is the answer's text.
    ///
    /// - Returns: whether there was one.
    mutating func takeAnswer(of tool: String) -> Bool {
        guard let answer = calls.first(where: { $0.name == tool }) else { return false }
        calls.removeAll { $0.name == tool }
        if calls.isEmpty { text = answer.arguments }
        return true
    }

    /// The answer. Arguments of an answer that ran out of tokens are not repaired: their end is missing, and a call with
    /// half of a path is another call.
    func answer(_ ending: ModelAnswer.Ending, model: String?, names: WireTools) -> ModelAnswer {
        var ids = names.callIDs
        let made = calls.map { call in
            let text = String(decoding: call.arguments, as: UTF8.self)
            let read = ArgumentRepair.read(text, mayRepair: ending != .length)
            return ModelToolCall(
                id: ids.unique(call.id), tool: names.tools.ours(of: call.name), arguments: read?.arguments,
                argumentsText: text, isRepaired: read?.isRepaired ?? false)
        }
        return ModelAnswer(
            text: String(decoding: text, as: UTF8.self), calls: made, ending: ending, model: model)
    }
}
