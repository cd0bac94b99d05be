#!/usr/bin/env bash
# Installs the peers that the interop suite talks to, into a cache outside the tree, and prints the directory that holds them.
# A peer that is already there in the right version is left alone. A peer that cannot be installed is a failure.
set -euo pipefail

cache=${OCI_ARTIFACT_PEERS:-${XDG_CACHE_HOME:-$HOME/.cache}/oci-artifact-peers}
bin=$cache/bin
mkdir -p "$bin"

# name in the cache, Go package, version
go_peers=(
  "oras oras.land/oras/cmd/oras v1.3.6"
  "crane github.com/google/go-containerregistry/cmd/crane v0.22.1"
  "registry github.com/distribution/distribution/v3/cmd/registry v3.1.2"
  "act github.com/nektos/act v0.2.89"
  "cosign github.com/sigstore/cosign/v2/cmd/cosign v2.6.5"
  "regctl github.com/regclient/regclient/cmd/regctl v0.11.7"
  "siftool github.com/apptainer/sif/v2/cmd/siftool v2.24.0"
  "helm helm.sh/helm/v3/cmd/helm v3.22.0"
  "conformance github.com/opencontainers/distribution-spec/conformance v0.0.0-20260831232431-97274622c111"
)
# command, Debian package
apt_peers=(
  "docker-registry docker-registry"
  "jq jq"
  "skopeo skopeo"
  "mksquashfs squashfs-tools"
)

command -v go >/dev/null || { echo "install.sh: Go is needed to build the peers, and 'go' is not on PATH" >&2; exit 1; }

for peer in "${go_peers[@]}"; do
  read -r name package version <<<"$peer"
  versioned=$bin/$name-$version
  if [ ! -x "$versioned" ]; then
    echo "install.sh: building $name $version" >&2
    stage=$(mktemp -d "$cache/stage.XXXXXX")
    CGO_ENABLED=0 GOFLAGS=-mod=mod GOBIN=$stage go install -ldflags='-s -w' "$package@$version" >&2
    mv "$stage/$(basename "$package")" "$versioned"
    rmdir "$stage"
  fi
  ln -sfn "$name-$version" "$bin/$name"
done

missing=()
for peer in "${apt_peers[@]}"; do
  read -r command package <<<"$peer"
  command -v "$command" >/dev/null || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  echo "install.sh: apt-get install ${missing[*]}" >&2
  sudo=; [ "$(id -u)" = 0 ] || sudo=sudo
  $sudo apt-get update -qq >&2
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
fi
for peer in "${apt_peers[@]}"; do
  read -r command _ <<<"$peer"
  command -v "$command" >/dev/null || { echo "install.sh: $command is still missing after apt-get" >&2; exit 1; }
done

echo "$bin"
