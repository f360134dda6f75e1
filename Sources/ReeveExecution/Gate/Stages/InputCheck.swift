internal import ReeveJSON
internal import ReeveModel

/// The input must pass the schema of the server and the schema of the declaration. Where the server's schema cannot be
/// used, the declaration's holds in its place. Without one the call is refused.
struct InputCheck: SubjectCheck {
    var stage: GateStage { .input }

    func check(_ subject: CallSubject, _ gate: inout GatePass) throws(GateRefusal) -> String? {
        let value = JSONValue.object(subject.input)
        let (listed, declared) = (subject.tool.input, subject.declaration?.input)
        if let defect = listed.defect {
            guard let declared, declared.defect == nil, declared.isPresent else {
                throw GateRefusal(
                    stage, .schemaUnusable,
                    "the input schema of '\(subject.address.unversioned)' cannot be used: \(defect); "
                        + "a Tool that declares inputSchema stands in for it")
            }
        } else if let problem = listed.problem(of: value) {
            throw GateRefusal(stage, .inputInvalid, problem)
        }
        if let defect = declared?.defect {
            throw GateRefusal(
                stage, .schemaUnusable, "the inputSchema that the tool's declaration has cannot be used: \(defect)")
        }
        if let problem = declared?.problem(of: value) {
            throw GateRefusal(stage, .inputInvalid, "the tool's declaration refuses it: \(problem)")
        }
        return "valid"
    }
}
