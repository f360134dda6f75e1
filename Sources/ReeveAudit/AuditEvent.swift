package import ReeveJSON

/// One thing that was decided or done, as the log keeps it.
///
/// Every text in it has been redacted before; ReeveAudit never sees a secret. Absent members are
/// left out of the JSON.
///
/// ```swift
/// var event = AuditEvent(id: ulid, time: now, type: .runDenied, actor: .init(kind: .user, id: "user:anna"))
/// event.decision = .deny
/// let entry = head.append(event)
/// ```
package struct AuditEvent: Sendable, Hashable {
    package struct Actor: Sendable, Hashable {
        package enum Kind: String, Sendable, Hashable, CaseIterable {
            case user
            case serviceAccount = "service-account"
            case agent
            /// The owner of an embedded store's file, as `os:NAME@HOST`.
            case operatingSystemUser = "os"
            /// reeve itself: a sweep, a rescue, a checkpoint.
            case system
        }

        package var kind: Kind
        package var id: String

        package init(kind: Kind, id: String) {
            self.kind = kind
            self.id = id
        }
    }

    package enum Decision: String, Sendable, Hashable, CaseIterable { case allow, deny }

    /// What set the operation off; `reference` is the commit, the schedule with its instant, or the run.
    package struct Trigger: Sendable, Hashable {
        package enum Kind: String, Sendable, Hashable, CaseIterable { case commit, schedule, manual, model }

        package var kind: Kind
        package var reference: String?

        package init(kind: Kind, reference: String? = nil) {
            self.kind = kind
            self.reference = reference
        }
    }

    /// The machine and the operating-system user that it came from.
    package struct Source: Sendable, Hashable {
        package var host: String
        package var osUser: String

        package init(host: String, osUser: String) {
            self.host = host
            self.osUser = osUser
        }
    }

    /// How often something of one kind was taken out before this was written.
    package struct Redaction: Sendable, Hashable {
        package var kind: String
        package var count: Int

        package init(kind: String, count: Int) {
            self.kind = kind
            self.count = count
        }
    }

    /// The version that is written.
    package static let schemaVersion = 1

    /// ULID.
    package var id: String
    /// The leaf index, from 0; set by the appender, nil before.
    package var sequence: Int64?
    /// When it happened; order in the log is that of sequencing.
    package var time: Timestamp
    package var type: AuditEventType
    package var actor: Actor
    package var onBehalfOf: String?
    package var trigger: Trigger?
    package var source: Source?

    package var organization: String?
    package var environment: String?
    /// `agent:NAME@ORG/ENV`, `user:NAME`, `service-account:NAME@ORG`, `os:NAME@HOST`.
    package var subject: String?
    package var action: String?
    /// `tool:ADDRESS`, `resource:NS/NAME` or the path of an object.
    package var target: String?
    package var decision: Decision?
    package var ruleIDs: [String]?
    package var policyIDs: [String]?
    package var policySetDigest: ContentDigest?
    /// The path of the object concerned, and the store's revision that wrote it.
    package var object: String?
    package var revision: Int64?

    package var runID: String?
    package var stepID: String?
    package var attempt: Int?
    package var effectID: String?
    package var approvalID: String?
    package var traceID: String?
    package var pinDigest: ContentDigest?
    /// Of the arguments as they are sent, before redaction.
    package var argumentDigest: ContentDigest?
    /// The arguments after redaction.
    package var arguments: JSONValue?
    package var limiterState: JSONValue?

    /// `succeeded`, `failed`, `denied`, ... as the operation's own states say it.
    package var outcome: String?
    /// The stable code, such as `policy.denied`.
    package var reasonCode: String?
    package var duration: Duration?
    package var redactions: [Redaction]?
    /// What only this type of event has.
    package var context: JSONObject?

    package init(id: String, time: Timestamp, type: AuditEventType, actor: Actor) {
        self.id = id
        self.time = time
        self.type = type
        self.actor = actor
    }
}
