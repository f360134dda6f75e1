import ReeveModel

extension KindCheck {
    /// The check that carries the rule out.
    var document: any DocumentCheck {
        switch self {
        case .trifecta: TrifectaCheck()
        case .reservedName: ReservedNameCheck()
        case .command: CommandCheck()
        case .launchSecret: LaunchSecretCheck()
        case .inputSecret: InputSecretCheck()
        case .inputSchema: InputSchemaCheck()
        case .readBack: ReadBackCheck()
        case .limitContent: LimitContentCheck()
        case .policyRule: PolicyRuleCheck()
        case .unboundPolicy: UnboundPolicyCheck()
        case .bindingEnvironment: BindingEnvironmentCheck()
        case .bindingScope: BindingScopeCheck()
        case .actionServed: ActionServedCheck()
        case .batchNeeds: BatchNeedsCheck()
        case .batchCycle: BatchCycleCheck()
        case .batchMatrix: BatchMatrixCheck()
        case .batchBinding: BatchBindingCheck()
        case .batchExpectation: BatchExpectationCheck()
        case .batchTask: BatchTaskCheck()
        case .modelParameters: ModelParametersCheck()
        case .agentLocation: AgentLocationCheck()
        case .teamMembers: TeamMembersCheck()
        case .templateContent: TemplateContentCheck()
        case .templateVariables: TemplateVariablesCheck()
        case .templateText: TemplateTextCheck()
        case .providerEndpoint: ProviderEndpointCheck()
        case .providerSecret: ProviderSecretCheck()
        case .providerPricing: ProviderPricingCheck()
        case .egress: EgressCheck()
        }
    }
}
