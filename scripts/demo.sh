#!/usr/bin/env bash
# The demo: plan, apply, apply again, sync tools, run a batch, verify the audit log, show the report.
#
#   scripts/demo.sh PATH-TO-REEVE [--check]
#
# With --check the summary is compared with scripts/demo.expected and the exit status tells. It starts anew each time, in
# .demo and .reeve of this folder, and without the checkpoint of the last time.
set -euo pipefail
cd "$(dirname "$0")/.."

reeve=$(realpath "$1")
check=${2:-}
export PATH="$PWD/.venv/mcp-git/bin:$PWD/.venv/mcp-time/bin:$PATH"
log=.demo/summary.txt

bold=""; plain=""
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then bold=$'\e[1m'; plain=$'\e[0m'; fi
say() { printf '\n%s$ reeve %s%s\n' "$bold" "$*" "$plain"; }
step() { say "$@"; "$reeve" "$@"; }

# A few small repositories for the git server to read.
rm -rf .demo .reeve
# The checkpoint tells of the store that was; without it the new one counts as lost and found.
rm -f reports/checkpoint reports/checkpoint.pub
mkdir -p .demo/repos .demo/unruly
for name in website billing infra docs; do
    repo=.demo/repos/$name
    git init -q -b main "$repo"
    for change in 1 2 3; do
        echo "$name $change" >>"$repo/README.md"
        git -C "$repo" add README.md
        GIT_AUTHOR_DATE="2026-01-0${#change}T10:00:00Z" GIT_COMMITTER_DATE="2026-01-0${#change}T10:00:00Z" \
            git -C "$repo" -c user.name=Anna -c user.email=anna@acme.example commit -q -m "$name: step $change"
    done
done

step validate
step plan
step apply --yes
step apply --yes
step connection test -e prod
step tools sync -e prod
step policy evaluate -e prod --agent repo-doctor --action tool.invoke --target tool:git/git_reset --explain

# The unruly server exits on its first start of the batch.
touch .demo/unruly/fail-once
say run -f jobs/night-check.yaml
"$reeve" run -f jobs/night-check.yaml | tee "$log"
step audit verify
step history

echo
echo "The report: $PWD/reports/latest/report.html"
if [ "$check" = --check ]; then
    sed -E 's/in [0-9.]+ m?s/in TIME/; s#reports/night-check/[^/ ]+#reports/night-check/ID#' "$log" >.demo/summary.normal.txt
    diff -u scripts/demo.expected .demo/summary.normal.txt
    echo "the summary is as expected"
fi
