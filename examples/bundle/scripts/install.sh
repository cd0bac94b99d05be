#!/bin/sh
# Installs the chart with the values of one cluster.
set -eu
cluster="${1:-default}"
here="$(cd "$(dirname "$0")/.." && pwd)"
helm upgrade --install app "$here/charts/app" --values "$here/config/$cluster.yaml"
