/// A rule about one object that the fields of its kind cannot say. ReeveManifest carries it out, since some of the rules
/// need patterns, schemas or policies.
package enum KindCheck: Sendable, Hashable, CaseIterable {
    /// `rules.forbidTrifecta` is not served.
    case trifecta
    /// The name of the object is reserved for reeve's own tools.
    case reservedName
    case command
    /// A literal secret in `env` or `command`.
    case launchSecret
    /// A literal secret in `items/*/toolRun/input`.
    case inputSecret
    case inputSchema
    case readBack
    case limitContent
    case policyRule
    case unboundPolicy
    case bindingEnvironment
    case bindingScope
    case actionServed
    case batchNeeds
    case batchCycle
    case batchMatrix
    case batchBinding
    case batchExpectation
    /// What a task asks for goes together.
    case batchTask
    /// `parameters` say nothing that reeve says itself.
    case modelParameters
    /// A worker's address goes with `location: worker`.
    case agentLocation
    case teamMembers
    /// A template says something.
    case templateContent
    case templateVariables
    /// The texts can be read, and every name in them stands for something.
    case templateText
    case providerEndpoint
    case providerSecret
    case providerPricing
    /// Entries of `egress` can be read.
    case egress
}
