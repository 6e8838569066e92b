#!/usr/bin/env bash
# The demonstration of docs/demo, with the gitmig that was just built.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/bin" "$folder/job"
ln -s "$GITMIG" "$folder/bin/gitmig"
PATH="$folder/bin:$PATH" bash "$GITMIG_SOURCE/docs/main-job" "$folder/job"
