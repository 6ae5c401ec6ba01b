#!/bin/sh
# Compares with the peers and writes docs/peers.md. By hand, about half an hour: `tests/peers/run.sh [inputs a kind]`.
# Needs python3, node with npm, cargo; everything is pinned and stays in this folder.
set -eu
cd "$(dirname "$0")"
[ -d venv ] || python3 -m venv venv
venv/bin/pip install --quiet --requirement requirements.txt
[ -d node_modules ] || npm install --no-audit --no-fund
python3 generate.py "${1:-100000}"
node peers.mjs
cargo run --quiet --release --manifest-path rust/Cargo.toml
venv/bin/python peers.py
python3 compare.py
