#!/usr/bin/env bash
# Installs what build, demo and tests need. Safe to repeat; does nothing where all is there.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(libyaml-dev libsqlite3-dev libcurl4-openssl-dev libpcre2-dev pkg-config git python3 python3-venv strace tzdata)
missing=()
for package in "${packages[@]}"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
    sudo=""
    if [ "$(id -u)" -ne 0 ]; then sudo="sudo"; fi
    echo "installing: ${missing[*]}" >&2
    $sudo apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi
command -v swift >/dev/null || {
    echo "reeve needs Swift 6.2 or newer: https://www.swift.org/install/linux/" >&2
    exit 1
}
scripts/mcp-servers.sh .venv
