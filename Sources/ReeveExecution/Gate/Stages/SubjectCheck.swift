/// A check that needs the agent, the connection and the tool of the call to be found.
package protocol SubjectCheck: StageCheck {
    func check(_ subject: CallSubject, _ gate: inout GatePass) throws(GateRefusal) -> String?
}

extension SubjectCheck {
    package func check(_ gate: inout GatePass) throws(GateRefusal) -> String? {
        guard let subject = gate.subject else { throw GateRefusal.tooEarly(stage) }
        return try check(subject, &gate)
    }
}
