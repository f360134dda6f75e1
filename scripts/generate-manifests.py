#!/usr/bin/env python3
"""Writes believable manifests for benchmarks: generate-manifests.py COUNT DIR|- [--seed N] [--per-file N]

One Organization and a few Environments, then Users, Memberships, Connections, Tools, ServiceAccounts, Agents,
Policies and Limits. Every reference resolves; the same arguments give the same bytes. With '-' all documents go
to standard output.
"""

import argparse
import os
import random
import sys

ORGANIZATION = "acme"
AREAS = "billing search checkout ledger catalog identity reports archive mail shipping payroll metrics".split()
SERVERS = "git time fetch files tickets wiki database calendar".split()
VERBS = "list get search create update close export summarize".split()
NOUNS = "commits issues pages records orders invoices users events".split()
ENVIRONMENTS = [("dev", "dev"), ("stage", "stage"), ("prod", "prod")]
# How many of a hundred objects each kind has; what is left over becomes Tools.
SHARES = [("User", 6), ("Membership", 6), ("Connection", 10), ("ServiceAccount", 12), ("Agent", 12),
          ("Policy", 8), ("Limit", 6)]


class Generator:
    def __init__(self, count, seed):
        self.count = count
        self.random = random.Random(seed)
        self.users = []
        self.connections = []
        self.tools = []
        self.accounts = []
        self.agents = []

    def documents(self):
        made = 0
        for document in self.all():
            if made == self.count:
                return
            made += 1
            yield document

    def all(self):
        yield self.document("Organization", ORGANIZATION, None, None, [
            "  currency: EUR"])
        for name, kind in ENVIRONMENTS:
            yield self.document("Environment", name, ORGANIZATION, None, [
                f"  type: {kind}", "  timeZone: Europe/Berlin", "  rules:", "    forbidTrifecta: false"])
        rest = max(0, self.count - 1 - len(ENVIRONMENTS))
        numbers = {kind: max(1, rest * share // 100) for kind, share in SHARES}
        numbers["Membership"] = min(numbers["Membership"], numbers["User"])
        numbers["Agent"] = min(numbers["Agent"], numbers["ServiceAccount"])
        numbers["Tool"] = max(1, rest - sum(numbers.values()))
        for kind in ("User", "Membership", "Connection", "Tool", "ServiceAccount", "Agent", "Policy", "Limit"):
            make = getattr(self, kind.lower())
            for number in range(numbers[kind]):
                yield make(number)

    def document(self, kind, name, organization, environment, spec):
        lines = ["---", "apiVersion: reeve/v1", f"kind: {kind}", "metadata:", f"  name: {name}"]
        if organization:
            lines.append(f"  organization: {organization}")
        if environment:
            lines.append(f"  environment: {environment}")
        if kind not in ("Organization", "Environment", "User", "Membership"):
            area = self.random.choice(AREAS)
            lines += ["  labels:", f"    team: {area}", f'    tier: "{self.random.randrange(4)}"',
                      f"    cost-center: cc-{self.random.randrange(1000, 9999)}"]
            lines.append(f"  description: Used by the {area} team for its nightly work")
        return "\n".join(lines + ["spec:"] + spec) + "\n"

    def environment(self, number):
        return ENVIRONMENTS[number % len(ENVIRONMENTS)][0]

    def user(self, number):
        name = f"user-{number:05d}"
        self.users.append(name)
        return self.document("User", name, None, None, [
            f"  email: {name}@acme.example", f"  firstName: First{number}", f"  lastName: Last{number}",
            f"  role: {'admin' if number == 0 else 'user'}", "  active: true"])

    def membership(self, number):
        user = self.users[number]
        return self.document("Membership", user, ORGANIZATION, None, [
            f"  user: {user}", f"  role: {'owner' if number == 0 else 'member'}", "  active: true"])

    def connection(self, number):
        server = self.random.choice(SERVERS)
        name = f"{server}-{number:05d}"
        environment = self.environment(number)
        self.connections.append((environment, name))
        return self.document("Connection", name, ORGANIZATION, environment, [
            "  transport: stdio", "  command:", f"    - mcp-server-{server}", "    - --root",
            f"    - /srv/{server}/{number}", "  serverVersion: 2026.10.19", "  inheritEnv:", "    - PATH",
            f"  timeout: {self.random.choice([10, 20, 30, 60])}s",
            f"  maxConcurrency: {self.random.randrange(1, 9)}"])

    def tool(self, number):
        environment, connection = self.connections[number % len(self.connections)]
        # One declaration an address: the number keeps the remote names of a connection apart.
        remote = f"{self.random.choice(VERBS)}_{self.random.choice(NOUNS)}_{number // len(self.connections)}"
        self.tools.append((environment, connection, remote))
        return self.document("Tool", f"{remote.replace('_', '-')}-{number:06d}", ORGANIZATION, environment, [
            f"  connection: {connection}", f"  tool: {remote}", "  enabled: true",
            f"  idempotent: {self.random.choice(['true', 'false'])}",
            f"  risk: {self.random.choice(['low', 'medium', 'high'])}", "  traits:", "    - private-data",
            f"  timeout: {self.random.choice([10, 20, 30])}s"])

    def serviceaccount(self, number):
        name = f"sa-{number:05d}"
        self.accounts.append(name)
        return self.document("ServiceAccount", name, ORGANIZATION, None, [
            f"  owner: {self.random.choice(self.users)}", "  scopes:", "    - tool.invoke", "    - tool.list",
            "    - task.execute", "  enabled: true"])

    def agent(self, number):
        name = f"agent-{number:05d}"
        environment, connection, remote = self.tools[self.random.randrange(len(self.tools))]
        self.agents.append((environment, name, connection, remote))
        return self.document("Agent", name, ORGANIZATION, environment, [
            f"  connection: {connection}", f"  serviceAccount: {self.accounts[number]}", "  tools:",
            f"    - {connection}/{remote}", "  tags:", "    - night", "    - reviewed", "  capabilities:",
            f"    - level-{self.random.randrange(10, 60)}", "  version: 1.4.2"])

    def policy(self, number):
        environment, agent, connection, remote = self.agents[number % len(self.agents)]
        return self.document("Policy", f"policy-{number:05d}", ORGANIZATION, environment, [
            "  active: true", "  bindings:", "    - scope: agent", f"      id: {agent}",
            f"      priority: {self.random.randrange(100, 900)}", "  rules:", "    - id: call",
            "      action: tool.invoke", f"      target: tool:{connection}/{remote}", "      effect: allow",
            "      reason: reviewed by the platform team"])

    def limit(self, number):
        environment, agent, connection, remote = self.agents[number % len(self.agents)]
        return self.document("Limit", f"limit-{number:05d}", ORGANIZATION, environment, [
            "  scope:", f"    agent: {agent}", f"    tool: {connection}/{remote}", "  per:", "    - agent",
            "    - tool", "  rate:", f"    capacity: {self.random.randrange(10, 100)}", "    refill: 60",
            "    every: 1m", "  concurrency: 4"])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("count", type=int)
    parser.add_argument("target", help="a folder, or - for standard output")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--per-file", type=int, default=10_000)
    arguments = parser.parse_args()
    documents = Generator(arguments.count, arguments.seed).documents()
    if arguments.target == "-":
        sys.stdout.writelines(documents)
        return
    os.makedirs(arguments.target, exist_ok=True)
    output = None
    for number, document in enumerate(documents):
        if number % arguments.per_file == 0:
            if output:
                output.close()
            name = f"objects-{number // arguments.per_file:04d}.yaml"
            output = open(os.path.join(arguments.target, name), "w", encoding="utf-8")
        output.write(document)
    if output:
        output.close()


if __name__ == "__main__":
    main()
