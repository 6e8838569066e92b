#!/usr/bin/env bash
set -eu
"$GITMIG" --version | grep -Eq '^gitmig [0-9]+\.[0-9]+\.[0-9]+$'
