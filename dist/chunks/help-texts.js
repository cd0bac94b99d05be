let require_rolldown_runtime;

// src/cli/help-texts.ts
const helpTexts = /* @__PURE__ */ new Map([
	["push", `oci-artifact push [<source>...] <target>... [options]

Packages <source> and pushes it to <target>: oci://registry/repository[:tag], or
a local path, which becomes an OCI image layout. One directory becomes one
packed layer. Files, or several sources, become one layer each.

Arguments:
  <source>                  Directory to package, or files: path, pattern or
                            path:media/type; "-" reads standard input. Several
                            sources become one layer each.
  <target>                  Where to publish: oci://registry/repository[:tag],
                            or a local path, which becomes an OCI image layout.
                            Earlier targets begin with oci://.

Options:
  --source-dir <path>       Directory of relative sources. Each source is then a
                            layer of its own.
  --format <name>           Format of the artifact: artifacthub, compose,
                            conftest, crossplane, devcontainer-feature,
                            directory, docker-model, falco, files, flux, helm,
                            homebrew, image, imgpkg, kitops, modelpack, opa,
                            opentofu-module, opentofu-provider, sif, tekton,
                            timoni, trivy-db, wasm. (default: from the source)
  --media-type <pattern=type>
                            Media type of files by pattern, such as
                            "*.json=application/json". (repeatable)
  --layer-media-type <type>
                            Media type of the packed directory or single file.
                            (default: that of the format)
  --layers <single|entries|auto>
                            How a directory becomes layers: one layer, one for
                            each entry, or directories of at most --layer-size.
                            (default: single)
  --layer-size <size>       With --layers auto, the largest directory that is
                            not split. (default: 512MiB)
  --reuse-from <reference>  With --layers: an artifact whose layers are reused,
                            or "none". (repeatable; default: the main tag of the
                            target)
  --shard <i/n>             With --layers: pack and push only this share of the
                            layers, such as 2/4; see "join".
  --archive <tar|zip>       Kind of archive of a packed directory. (default:
                            tar)
  --config <config>         Config: path:media/type, "image" or "platform".
                            (default: the empty config)
  --label <key=value>       Label in the image config. (repeatable)
  --layer-annotation <key=value>
                            Annotation of every layer. (repeatable)
  --annotation-file <path>  JSON file with annotations for "$manifest",
                            "$config" and files.
  --image-spec <v1.0|v1.1>  Version of the image specification. (default: v1.1;
                            v1.0 with config and without artifact-type)
  --tag <tag>               Another tag: a bare tag, or a full reference of the
                            same repository. (repeatable)
  --export-manifest <path>  Write the manifest to this file.
  --push-by-digest          Write no tags.
  --sub-dir <path>          Package only this directory below --source-dir,
                            under its path inside the artifact.
  --annotation <key=value>  Annotation of the manifest; "key=" removes one.
                            (repeatable; default: the workflow's)
  --version <text>          The version annotation, and the tag if no other is
                            given ("_" replaces "+").
  --semver-tags             Write the tags 1.2.3, 1.2, 1 and latest of the
                            version 1.2.3. No tag moves to a lower version than
                            one that the repository has, and a pre-release gets
                            only its own tag.
  --artifact-type <type>    Artifact type of the manifest, a media type that
                            names the kind of content. (default:
                            application/vnd.unknown.artifact.v1; none with
                            config)
  --subject <text>          The manifest that the artifact refers to, as a
                            referrer: a digest or a tag in the repository of the
                            target, or a full reference of that repository. If
                            <target> and --tag have no tag, no tag is written.
  --platform <os/arch>      Platform of the content, such as linux/arm64,
                            recorded for an index.
  --exclude <pattern>       Pattern to exclude, as in a .gitignore; .git is
                            always excluded. (repeatable)
  --symlinks <preserve|follow|error>
                            preserve stores symbolic links, follow stores their
                            targets, error refuses links. A link to a path
                            outside the source is an error unless
                            --allow-outside-links is set. (default: preserve)
  --allow-outside-links     Store symbolic links to paths outside the source,
                            with unchanged targets. pull rejects such links.
  --modes <keep|normalize>  keep stores permissions unchanged, normalize stores
                            0755 for directories and executables and 0644 for
                            other files. On Windows, the git index determines
                            which files are executable. (default: keep)
  --timestamp <date>        Creation date for the annotation
                            org.opencontainers.image.created, RFC 3339. The
                            default is fixed, so that equal content has an equal
                            digest. (default: SOURCE_DATE_EPOCH, else
                            1970-01-01T00:00:00Z)
  --compression <gzip|zstd|none>
                            Compression of the layer. ORAS and Flux unpack only
                            gzip. (default: gzip)
  --compression-level <text>
                            0 to 9 for gzip, 1 to 19 for zstd. (default: chosen
                            for speed)
  --plain-http              Use HTTP without TLS for the registry and its token
                            endpoint.
  --insecure-tls            Accept any certificate of the registry and its token
                            endpoint.
  --ca-file <path>          PEM file with certificate authorities to trust in
                            addition to those of the system.
  --trusted-redirect-host <host>
                            Host in a private network to which a registry may
                            redirect, without credentials. (repeatable)
  --username <text>         User name at the registry. Without it, the
                            configuration of Docker and Podman is read.
  --password <text>         Password or token at the registry.
  --password-stdin          Read --password from standard input.
  --cert-file <path>        PEM file with a client certificate for the registry.
                            Needs --key-file.
  --key-file <path>         PEM file with the private key of --cert-file,
                            without a passphrase.
  -H, --header <name: value>
                            Header field of every request to the registry.
                            (repeatable)
  --registry-config <path>  Configuration file with credentials, in Docker's
                            format. (default: those of Docker and Podman)
  --resolve <host:port:address>
                            Connect to a host at this IP address. (repeatable)
  --github-token <text>     Token for ghcr.io, unless more specific credentials
                            are configured.
  --token-host <host>       Host outside the registry's domain that may issue
                            its tokens. (repeatable)
  --attempts <n>            Maximum attempts for each request, including the
                            first, if the connection or the registry fails.
                            (default: 5)
  --retries <n>             The former name of --attempts. It also counts the
                            first attempt. (default: see attempts)
  --chunk-size <size>       Upload larger blobs in requests of at most this
                            size, such as 50MiB. (default: no limit)
  --if-tag-exists <overwrite|skip|fail|newer>
                            What to do if a tag points to other content:
                            overwrite moves the tag, skip does not change it
                            (the outputs describe the existing content, and
                            pushed is false), fail fails, newer moves it only to
                            a higher version, by the annotation
                            org.opencontainers.image.version. If the content is
                            equal, the run succeeds in each case. (default:
                            overwrite)
  --no-push                 Package the artifact and report its digest, without
                            pushing.
  --timeout <time>          Limit for the whole run, such as 30m.
  --concurrency <n>         Number of blobs that are pushed in parallel.
                            (default: 4)
  --output-dir <path>       Keep the OCI image layout, in oci-layout below this
                            directory. Without it, a push leaves no layout.
                            (default: a new temporary directory)
  --cache <path>            Keep the packed layer in this directory, and reuse
                            it if the source has not changed.
  --cache-size <size>       Evict the least recently used layers above this
                            size, such as 5GiB. (default: 10GiB)
  --json                    Print the result as one JSON object.
  --print <text>            Print this text as the result; {key} is a value of
                            --json, such as {digest}.
  -q, --quiet               Print only the result, warnings and errors.
  -v, --verbose             Also log each request, and the source of the
                            credentials.
  --no-progress             Show no progress.

Keys of --json and --print: digest, reference, pinned-reference, name, tags,
store-path, media-type, artifact-type, size, layer-digest, layer-size,
content-digest, pushed, checksums, references, digests.

Examples:
  # Push a directory
  oci-artifact push ./bundle oci://ghcr.io/acme/bundle:v1.2.0 --tag latest
  # Push files with their own media types
  oci-artifact push model.safetensors config.json:application/json \\
    oci://ghcr.io/acme/model:v1
  # Write an image layout without a registry
  oci-artifact push ./bundle ./layout:v1
  # Use the digest in a script
  oci-artifact push ./bundle oci://ghcr.io/acme/bundle:v1 --json | jq -r \\
    .digest`],
	["pull", `oci-artifact pull <reference> [options]

Fetches the artifact that <reference> names, verifies it and unpacks it into a
directory.

Arguments:
  <reference>               Artifact to pull:
                            registry/repository[:tag][@digest], with or without
                            oci://; or an OCI image layout,
                            layout:PATH[:tag][@digest] or a path that begins
                            with ./, ../, / or a drive letter. Without a tag and
                            digest, latest is pulled, or the only manifest of a
                            layout. Of a pattern such as v1.*, the highest
                            version is pulled.

Options:
  --fallback <reference>    Reference to pull if the ones before it do not
                            exist. (repeatable)
  -o, --output-dir <path>   Directory to write to. (default: .)
  --platform <os/arch>      Platform of the manifest to pull from an index,
                            os/arch[/variant], such as linux/arm64. Without it,
                            an index must have only one manifest.
  --include <pattern>       Write only paths that match this pattern, as in a
                            .gitignore. (repeatable; default: all)
  --format <auto|image>     "image" unpacks the root file system of a container
                            image. (default: auto)
  --layer <title|type>      Download only layers with this title or media type.
                            (repeatable; default: all)
  --config-output <path>    File to write the config of the artifact to.
  --expected-digest <digest>
                            Fail before any download if <reference> resolves to
                            another digest. For an index this is the digest of
                            the index.
  --verify-key <path>       Require a signature with this public key, as cosign
                            sign --key makes it: a PEM file.
  --verify-identity <identity>
                            Require a keyless signature or an attestation of
                            this identity, or of /pattern/.
  --verify-repository <text>
                            Require an attestation that a workflow of this
                            GitHub repository made, owner/name.
  --verify-workflow <text>  With --verify-repository: the workflow that signed,
                            such as release.yml. (default: any workflow of the
                            repository)
  --verify-issuer <text>    With --verify-identity or --verify-repository: the
                            issuer of the identity. (default:
                            https://token.actions.githubusercontent.com)
  --verify-predicate-type <text>
                            Predicate type of the required attestation.
                            (default: a signature or SLSA provenance)
  --verify-log              With --verify-key: also require an entry in the
                            transparency log. Keyless signatures always need
                            one, unless the trust root has no log.
  --verify-policy <path>    YAML file with several rules.
  --trusted-root <path>     File with the trust root of a Sigstore instance, a
                            trusted_root.json. (default: the public instance of
                            Sigstore, through TUF)
  --no-overwrite            Fail before anything is written if a file would be
                            replaced.
  --incremental             Download only layers whose content is not in the
                            output directory yet.
  --include-subject         Also pull the manifest that the artifact refers to,
                            and so on, into the same directory.
  --preserve-permissions    Keep the stored permissions instead of applying the
                            umask. Set-user and set-group bits and owners are
                            always dropped.
  --max-unpacked-size <size>
                            Maximum size of all files of the artifact together,
                            uncompressed, such as 20GiB. (default: the free disk
                            space)
  --cache <path>            Store downloads in this directory, and reuse them.
  --cache-size <size>       Evict the least recently used content above this
                            size, such as 5GiB. (default: no limit)
  --plain-http              Use HTTP without TLS for the registry and its token
                            endpoint.
  --insecure-tls            Accept any certificate of the registry and its token
                            endpoint.
  --ca-file <path>          PEM file with certificate authorities to trust in
                            addition to those of the system.
  --trusted-redirect-host <host>
                            Host in a private network to which a registry may
                            redirect, without credentials. (repeatable)
  --username <text>         User name at the registry. Without it, the
                            configuration of Docker and Podman is read.
  --password <text>         Password or token at the registry.
  --password-stdin          Read --password from standard input.
  --cert-file <path>        PEM file with a client certificate for the registry.
                            Needs --key-file.
  --key-file <path>         PEM file with the private key of --cert-file,
                            without a passphrase.
  -H, --header <name: value>
                            Header field of every request to the registry.
                            (repeatable)
  --registry-config <path>  Configuration file with credentials, in Docker's
                            format. (default: those of Docker and Podman)
  --resolve <host:port:address>
                            Connect to a host at this IP address. (repeatable)
  --github-token <text>     Token for ghcr.io, unless more specific credentials
                            are configured.
  --token-host <host>       Host outside the registry's domain that may issue
                            its tokens. (repeatable)
  --attempts <n>            Maximum attempts for each request, including the
                            first, if the connection or the registry fails.
                            (default: 5)
  --retries <n>             The former name of --attempts. It also counts the
                            first attempt. (default: see attempts)
  --concurrency <n>         Number of layers that are downloaded in parallel.
                            (default: 3)
  --timeout <time>          Limit for the whole run, such as 30m.
  --json                    Print the result as one JSON object.
  --print <text>            Print this text as the result; {key} is a value of
                            --json, such as {digest}.
  -q, --quiet               Print only the result, warnings and errors.
  -v, --verbose             Also log each request, and the source of the
                            credentials.
  --no-progress             Show no progress.

Keys of --json and --print: digest, reference, pinned-reference, artifact-type,
annotations, files, download-path, verified-by.

Examples:
  # Pull into a new directory
  oci-artifact pull ghcr.io/acme/bundle:v1.2.0 -o bundle
  # Pull from an image layout
  oci-artifact pull ./layout:v1 -o bundle
  # Pull only some files
  oci-artifact pull ghcr.io/acme/bundle:v1.2.0 --include 'charts/*' -o bundle`],
	["copy", `oci-artifact copy <source> [<target>] [options]

Copies an artifact or image, byte for byte, from <source> to <target>.

Arguments:
  <source>                  Artifact to copy:
                            registry/repository[:tag][@digest], with or without
                            oci://; or an OCI image layout,
                            layout:PATH[:tag][@digest] or a path that begins
                            with ./, ../, / or a drive letter. Without a tag and
                            digest, latest is copied, or the only manifest of a
                            layout. A tag may be a pattern with * and ?, such as
                            v1.*: all matching tags are copied. @path names a
                            file with a source and a target on each line.
  <target>                  Where to copy to, in the same forms as <source>.
                            Without a tag, the tag of the source is written.
                            With a digest, the copy fails before anything is
                            written unless the content has this digest. For
                            several tags, only the repository.

Options:
  --tag <tag>               Another tag at the target. (repeatable)
  --all-tags                Copy all tags of <source>, which is then a
                            repository without a tag. The fallback tags of
                            referrers are left out; --recursive copies
                            referrers.
  --if-tag-exists <overwrite|skip|fail>
                            What to do if a tag of the target points to other
                            content: overwrite moves the tag, skip does not
                            change it, fail fails. If the content is equal, the
                            run succeeds in each case. (default: overwrite)
  -r, --recursive           Also copy referrers, and the tags in which cosign
                            keeps signatures, attestations and SBOMs
                            (sha256-\u2026.sig, .att, .sbom), for each manifest of an
                            index as well.
  --platform <os/arch>      Copy only the manifest of an index for this
                            platform: os/arch[/variant], such as linux/arm64.
  --verify-key <path>       Require a signature with this public key, as cosign
                            sign --key makes it: a PEM file.
  --verify-identity <identity>
                            Require a keyless signature or an attestation of
                            this identity, or of /pattern/.
  --verify-repository <text>
                            Require an attestation that a workflow of this
                            GitHub repository made, owner/name.
  --verify-workflow <text>  With --verify-repository: the workflow that signed,
                            such as release.yml. (default: any workflow of the
                            repository)
  --verify-issuer <text>    With --verify-identity or --verify-repository: the
                            issuer of the identity. (default:
                            https://token.actions.githubusercontent.com)
  --verify-predicate-type <text>
                            Predicate type of the required attestation.
                            (default: a signature or SLSA provenance)
  --verify-log              With --verify-key: also require an entry in the
                            transparency log. Keyless signatures always need
                            one, unless the trust root has no log.
  --verify-policy <path>    YAML file with several rules.
  --trusted-root <path>     File with the trust root of a Sigstore instance, a
                            trusted_root.json. (default: the public instance of
                            Sigstore, through TUF)
  --plain-http              Use HTTP without TLS for the registry and its token
                            endpoint.
  --insecure-tls            Accept any certificate of the registry and its token
                            endpoint.
  --ca-file <path>          PEM file with certificate authorities to trust in
                            addition to those of the system.
  --trusted-redirect-host <host>
                            Host in a private network to which a registry may
                            redirect, without credentials. (repeatable)
  --cert-file <path>        PEM file with a client certificate for the registry.
                            Needs --key-file.
  --key-file <path>         PEM file with the private key of --cert-file,
                            without a passphrase.
  -H, --header <name: value>
                            Header field of every request to the registry.
                            (repeatable)
  --registry-config <path>  Configuration file with credentials, in Docker's
                            format. (default: those of Docker and Podman)
  --resolve <host:port:address>
                            Connect to a host at this IP address. (repeatable)
  --from-plain-http         --plain-http for the source only.
  --from-insecure-tls       --insecure-tls for the source only.
  --from-ca-file <path>     --ca-file for the source only.
  --from-cert-file <path>   --cert-file for the source only.
  --from-key-file <path>    --key-file for the source only.
  --from-header <name: value>
                            --header for the source only. (repeatable)
  --from-registry-config <path>
                            --registry-config for the source only. (default:
                            those of Docker and Podman)
  --from-username <text>    User name at the source's registry. Without it, the
                            configuration of Docker and Podman is read.
  --from-password <text>    Password or token at the source's registry.
  --from-password-stdin     Read --from-password from standard input.
  --from-token-host <host>  --token-host for the source only. (repeatable)
  --to-plain-http           --plain-http for the target only.
  --to-insecure-tls         --insecure-tls for the target only.
  --to-ca-file <path>       --ca-file for the target only.
  --to-cert-file <path>     --cert-file for the target only.
  --to-key-file <path>      --key-file for the target only.
  --to-header <name: value>
                            --header for the target only. (repeatable)
  --to-registry-config <path>
                            --registry-config for the target only. (default:
                            those of Docker and Podman)
  --to-username <text>      User name at the target's registry. Without it, the
                            configuration of Docker and Podman is read.
  --to-password <text>      Password or token at the target's registry.
  --to-password-stdin       Read --to-password from standard input.
  --to-token-host <host>    --token-host for the target only. (repeatable)
  --github-token <text>     Token for ghcr.io, unless more specific credentials
                            are configured.
  --token-host <host>       Host outside the registry's domain that may issue
                            its tokens. (repeatable)
  --attempts <n>            Maximum attempts for each request, including the
                            first, if the connection or the registry fails.
                            (default: 5)
  --retries <n>             The former name of --attempts. It also counts the
                            first attempt. (default: see attempts)
  --chunk-size <size>       Upload larger blobs in requests of at most this
                            size, such as 50MiB. (default: no limit)
  --timeout <time>          Limit for the whole run, such as 30m.
  --concurrency <n>         Number of blobs and manifests that are copied in
                            parallel. (default: 4)
  --json                    Print the result as one JSON object.
  --print <text>            Print this text as the result; {key} is a value of
                            --json, such as {digest}.
  -q, --quiet               Print only the result, warnings and errors.
  -v, --verbose             Also log each request, and the source of the
                            credentials.
  --no-progress             Show no progress.

Keys of --json and --print: digest, reference, pinned-reference, name, tags,
media-type, artifact-type, size, checksums, copied, copied-bytes, companions,
references, digests, skipped-references, verified-by.

Examples:
  # Promote an artifact with its signatures
  oci-artifact copy staging.example.com/acme/app:v1 ghcr.io/acme/app \\
    --recursive
  # Copy to an image layout
  oci-artifact copy ghcr.io/acme/app:v1 ./layout:v1
  # Mirror the tags of a repository
  oci-artifact copy 'ghcr.io/acme/app:v*' registry.example.com/mirror/app
  # Copy the lines of a file, each with a source and a target
  oci-artifact copy @list.txt`],
	["attach", `oci-artifact attach <subject> [<file>...] [options]

Pushes files as an artifact that refers to <subject>. The base name of a file
becomes its title. Without files, only annotations are attached.

Arguments:
  <subject>                 Manifest to attach to, preferably with its digest:
                            registry/repository[:tag][@digest], with or without
                            oci://; or an OCI image layout,
                            layout:PATH[:tag][@digest] or a path that begins
                            with ./, ../, / or a drive letter. Without a tag and
                            digest, latest is used, or the only manifest of a
                            layout.
  <file>                    File, directory or pattern: path, or
                            path:media/type; "-" reads standard input.

Options:
  --artifact-type <type>    Media type of the attached files, such as
                            application/vnd.cyclonedx+json or
                            application/spdx+json.
  --annotation <key=value>  Annotation of the manifest. (repeatable)
  --tag <tag>               Tag of the attached artifact. (repeatable)
  --each-platform           Attach to each manifest of the index <subject>
                            instead of the index.
  --timestamp <date>        Creation date for the annotation
                            org.opencontainers.image.created, RFC 3339. The
                            default is fixed, so that equal files give an equal
                            digest. (default: SOURCE_DATE_EPOCH, else
                            1970-01-01T00:00:00Z)
  --export-manifest <path>  Write the manifest to this file.
  --plain-http              Use HTTP without TLS for the registry and its token
                            endpoint.
  --insecure-tls            Accept any certificate of the registry and its token
                            endpoint.
  --ca-file <path>          PEM file with certificate authorities to trust in
                            addition to those of the system.
  --trusted-redirect-host <host>
                            Host in a private network to which a registry may
                            redirect, without credentials. (repeatable)
  --username <text>         User name at the registry. Without it, the
                            configuration of Docker and Podman is read.
  --password <text>         Password or token at the registry.
  --password-stdin          Read --password from standard input.
  --cert-file <path>        PEM file with a client certificate for the registry.
                            Needs --key-file.
  --key-file <path>         PEM file with the private key of --cert-file,
                            without a passphrase.
  -H, --header <name: value>
                            Header field of every request to the registry.
                            (repeatable)
  --registry-config <path>  Configuration file with credentials, in Docker's
                            format. (default: those of Docker and Podman)
  --resolve <host:port:address>
                            Connect to a host at this IP address. (repeatable)
  --github-token <text>     Token for ghcr.io, unless more specific credentials
                            are configured.
  --token-host <host>       Host outside the registry's domain that may issue
                            its tokens. (repeatable)
  --attempts <n>            Maximum attempts for each request, including the
                            first, if the connection or the registry fails.
                            (default: 5)
  --retries <n>             The former name of --attempts. It also counts the
                            first attempt. (default: see attempts)
  --chunk-size <size>       Upload larger blobs in requests of at most this
                            size, such as 50MiB. (default: no limit)
  --timeout <time>          Limit for the whole run, such as 30m.
  --concurrency <n>         Number of files that are pushed in parallel.
                            (default: 4)
  --json                    Print the result as one JSON object.
  --print <text>            Print this text as the result; {key} is a value of
                            --json, such as {digest}.
  -q, --quiet               Print only the result, warnings and errors.
  -v, --verbose             Also log each request, and the source of the
                            credentials.
  --no-progress             Show no progress.

Keys of --json and --print: digest, reference, pinned-reference, subject,
media-type, artifact-type, size, tags, references, digests.

Examples:
  # Attach an SBOM
  oci-artifact attach ghcr.io/acme/app:v1 sbom.spdx.json --artifact-type \\
    application/spdx+json
  # Attach only an annotation to each manifest of an index
  oci-artifact attach ghcr.io/acme/app:v1 --artifact-type \\
    application/vnd.example.eol --annotation eol=2027-01-31 --each-platform`],
	["index", `oci-artifact index <target> [<reference>...] [options]

Assembles an OCI index at <target>. Manifests in other repositories are copied
or mounted into the repository of the target.

Arguments:
  <target>                  Where to write the index: registry/repository[:tag],
                            with or without oci://; or an OCI image layout.
                            Without a tag, the first of --tag is used, else
                            --version, else latest.
  <reference>               Manifest of the index: a reference; sha256:\u2026, a tag,
                            or a pattern of tags such as build-42-* in the
                            repository of the target; @path for files with
                            references. =os/arch[/variant] after it sets the
                            platform.

Options:
  --needs <text>            The needs context of a workflow as JSON. The index
                            lists the manifests in the outputs named
                            pinned-reference.
  --expect <n>              Expected number of manifests. With fewer manifests,
                            the run fails before anything is written.
  --tag <tag>               Another tag. (repeatable)
  --version <text>          The version annotation, and the tag if no other is
                            given ("_" replaces "+").
  --semver-tags             Write the tags 1.2.3, 1.2, 1 and latest of the
                            version 1.2.3. No tag moves to a lower version than
                            one that the repository has, and a pre-release gets
                            only its own tag.
  --join                    Join shards to one artifact, as the command join
                            does.
  --append                  Add the manifests to the index that the tag points
                            to. Its other entries and its annotations do not
                            change, except for given --annotation. A platform
                            that the index already has is an error without
                            --replace.
  --replace                 With --append: replace entries of the index that
                            have the platform of a new manifest.
  --flatten                 Add the entries of each source that is an index,
                            with their annotations, in place of the index.
                            =os/arch[/variant] then selects an entry.
  --verify-key <path>       Require a signature with this public key, as cosign
                            sign --key makes it: a PEM file.
  --verify-identity <identity>
                            Require a keyless signature or an attestation of
                            this identity, or of /pattern/.
  --verify-repository <text>
                            Require an attestation that a workflow of this
                            GitHub repository made, owner/name.
  --verify-workflow <text>  With --verify-repository: the workflow that signed,
                            such as release.yml. (default: any workflow of the
                            repository)
  --verify-issuer <text>    With --verify-identity or --verify-repository: the
                            issuer of the identity. (default:
                            https://token.actions.githubusercontent.com)
  --verify-predicate-type <text>
                            Predicate type of the required attestation.
                            (default: a signature or SLSA provenance)
  --verify-log              With --verify-key: also require an entry in the
                            transparency log. Keyless signatures always need
                            one, unless the trust root has no log.
  --verify-policy <path>    YAML file with several rules.
  --trusted-root <path>     File with the trust root of a Sigstore instance, a
                            trusted_root.json. (default: the public instance of
                            Sigstore, through TUF)
  --annotation <key=value>  Annotation of the index; "key=" removes one.
                            (repeatable; default: the workflow's)
  --artifact-type <type>    Artifact type of the index, a media type.
  --timestamp <date>        Creation date for the annotation
                            org.opencontainers.image.created, RFC 3339.
                            (default: SOURCE_DATE_EPOCH, else
                            1970-01-01T00:00:00Z)
  --plain-http              Use HTTP without TLS for the registry and its token
                            endpoint.
  --insecure-tls            Accept any certificate of the registry and its token
                            endpoint.
  --ca-file <path>          PEM file with certificate authorities to trust in
                            addition to those of the system.
  --trusted-redirect-host <host>
                            Host in a private network to which a registry may
                            redirect, without credentials. (repeatable)
  --username <text>         User name at the registry. Without it, the
                            configuration of Docker and Podman is read.
  --password <text>         Password or token at the registry.
  --password-stdin          Read --password from standard input.
  --cert-file <path>        PEM file with a client certificate for the registry.
                            Needs --key-file.
  --key-file <path>         PEM file with the private key of --cert-file,
                            without a passphrase.
  -H, --header <name: value>
                            Header field of every request to the registry.
                            (repeatable)
  --registry-config <path>  Configuration file with credentials, in Docker's
                            format. (default: those of Docker and Podman)
  --resolve <host:port:address>
                            Connect to a host at this IP address. (repeatable)
  --github-token <text>     Token for ghcr.io, unless more specific credentials
                            are configured.
  --token-host <host>       Host outside the registry's domain that may issue
                            its tokens. (repeatable)
  --attempts <n>            Maximum attempts for each request, including the
                            first, if the connection or the registry fails.
                            (default: 5)
  --retries <n>             The former name of --attempts. It also counts the
                            first attempt. (default: see attempts)
  --chunk-size <size>       Upload larger blobs in requests of at most this
                            size, such as 50MiB. (default: no limit)
  --timeout <time>          Limit for the whole run, such as 30m.
  --concurrency <n>         Number of manifests that are read in parallel.
                            (default: 4)
  --json                    Print the result as one JSON object.
  --print <text>            Print this text as the result; {key} is a value of
                            --json, such as {digest}.
  -q, --quiet               Print only the result, warnings and errors.
  -v, --verbose             Also log each request, and the source of the
                            credentials.
  --no-progress             Show no progress.

Keys of --json and --print: digest, reference, pinned-reference, name, tags,
media-type, artifact-type, size, checksums, manifests, verified-by.

Examples:
  # Combine manifests of two platforms
  oci-artifact index ghcr.io/acme/app:v1 x=linux/amd64 y=linux/arm64
  # Read the references from files
  oci-artifact index ghcr.io/acme/app:v1 @references --expect 4`],
	["backup", `oci-artifact backup <source> [options]

Copies all tags of <source>, or those that are named, with their referrers and
signatures to an image layout: a directory, or a tar archive if the path ends
with .tar. "restore" copies them to a registry.

Arguments:
  <source>                  Repository: registry/repository, or an image layout.
                            With a tag, only this tag.

Options:
  -o, --output <path>       Directory of the image layout, which may have other
                            tags; or the path of a tar archive, which is
                            replaced.
  --tag <tag>               Copy only this tag. (repeatable; default: all tags)
  --no-referrers            Leave out referrers and the tags of cosign.
  --timeout <time>          Limit for the whole run, such as 30m.
  --concurrency <n>         Number of blobs and manifests that are copied in
                            parallel. (default: 4)
  --json                    Print the result as one JSON object.
  --print <text>            Print this text as the result; {key} is a value of
                            --json, such as {digest}.
  -q, --quiet               Print only the result, warnings and errors.
  -v, --verbose             Also log each request, and the source of the
                            credentials.
  --no-progress             Show no progress.
  --plain-http              Use HTTP without TLS for the registry and its token
                            endpoint.
  --insecure-tls            Accept any certificate of the registry and its token
                            endpoint.
  --ca-file <path>          PEM file with certificate authorities to trust in
                            addition to those of the system.
  --trusted-redirect-host <host>
                            Host in a private network to which a registry may
                            redirect, without credentials. (repeatable)
  --username <text>         User name at the registry. Without it, the
                            configuration of Docker and Podman is read.
  --password <text>         Password or token at the registry.
  --password-stdin          Read --password from standard input.
  --cert-file <path>        PEM file with a client certificate for the registry.
                            Needs --key-file.
  --key-file <path>         PEM file with the private key of --cert-file,
                            without a passphrase.
  -H, --header <name: value>
                            Header field of every request to the registry.
                            (repeatable)
  --registry-config <path>  Configuration file with credentials, in Docker's
                            format. (default: those of Docker and Podman)
  --resolve <host:port:address>
                            Connect to a host at this IP address. (repeatable)
  --github-token <text>     Token for ghcr.io, unless more specific credentials
                            are configured.
  --token-host <host>       Host outside the registry's domain that may issue
                            its tokens. (repeatable)
  --attempts <n>            Maximum attempts for each request, including the
                            first, if the connection or the registry fails.
                            (default: 5)
  --retries <n>             The former name of --attempts. It also counts the
                            first attempt. (default: see attempts)

Keys of --json and --print: references, digests, copied-bytes.

Examples:
  # Back up a repository
  oci-artifact backup ghcr.io/acme/app -o app.tar
  # Add two tags to a directory
  oci-artifact backup ghcr.io/acme/app --tag v1 --tag v2 -o ./app`],
	["restore", `oci-artifact restore <target> [options]

Copies all tags of an image layout, or those that are named, with their
referrers and signatures to <target>. The layout is a directory or a tar
archive, as "backup", oras, skopeo and docker buildx write it.

Arguments:
  <target>                  Repository: registry/repository. With a tag, only
                            this tag is copied.

Options:
  -i, --input <path>        Directory of the image layout, or path of a tar
                            archive of one.
  --tag <tag>               Copy only this tag. (repeatable; default: all tags)
  --no-referrers            Leave out referrers and the tags of cosign.
  --timeout <time>          Limit for the whole run, such as 30m.
  --concurrency <n>         Number of blobs and manifests that are copied in
                            parallel. (default: 4)
  --json                    Print the result as one JSON object.
  --print <text>            Print this text as the result; {key} is a value of
                            --json, such as {digest}.
  -q, --quiet               Print only the result, warnings and errors.
  -v, --verbose             Also log each request, and the source of the
                            credentials.
  --no-progress             Show no progress.
  --plain-http              Use HTTP without TLS for the registry and its token
                            endpoint.
  --insecure-tls            Accept any certificate of the registry and its token
                            endpoint.
  --ca-file <path>          PEM file with certificate authorities to trust in
                            addition to those of the system.
  --trusted-redirect-host <host>
                            Host in a private network to which a registry may
                            redirect, without credentials. (repeatable)
  --username <text>         User name at the registry. Without it, the
                            configuration of Docker and Podman is read.
  --password <text>         Password or token at the registry.
  --password-stdin          Read --password from standard input.
  --cert-file <path>        PEM file with a client certificate for the registry.
                            Needs --key-file.
  --key-file <path>         PEM file with the private key of --cert-file,
                            without a passphrase.
  -H, --header <name: value>
                            Header field of every request to the registry.
                            (repeatable)
  --registry-config <path>  Configuration file with credentials, in Docker's
                            format. (default: those of Docker and Podman)
  --resolve <host:port:address>
                            Connect to a host at this IP address. (repeatable)
  --github-token <text>     Token for ghcr.io, unless more specific credentials
                            are configured.
  --token-host <host>       Host outside the registry's domain that may issue
                            its tokens. (repeatable)
  --attempts <n>            Maximum attempts for each request, including the
                            first, if the connection or the registry fails.
                            (default: 5)
  --retries <n>             The former name of --attempts. It also counts the
                            first attempt. (default: see attempts)
  --chunk-size <size>       Upload larger blobs in requests of at most this
                            size, such as 50MiB. (default: no limit)

Keys of --json and --print: references, digests, copied-bytes.

Examples:
  # Restore a repository
  oci-artifact restore ghcr.io/acme/app -i app.tar
  # Restore one tag
  oci-artifact restore ghcr.io/acme/app:v1 -i ./app`],
	["join", `oci-artifact join <target> [<reference>...] [options]

Joins the shards that push wrote with --shard to one artifact at <target>. The
manifest is the one that a single machine writes. Each <reference> is a shard;
all shards must be given.

Arguments:
  <target>                  Where to write the artifact:
                            registry/repository[:tag], with or without oci://;
                            or an OCI image layout. Without a tag, the first of
                            --tag is used, else --version, else latest.
  <reference>               Shard: a reference; sha256:\u2026 or a pattern of tags in
                            the repository of the target; @path for files with
                            references, one per line.

Options:
  --needs <text>            The needs context of a workflow as JSON. The shards
                            are in the outputs named pinned-reference.
  --tag <tag>               Another tag. (repeatable)
  --version <text>          The tag if no other is given ("_" replaces "+").
  --semver-tags             Write the tags 1.2.3, 1.2, 1 and latest of the
                            version 1.2.3. No tag moves to a lower version than
                            one that the repository has, and a pre-release gets
                            only its own tag.
  --verify-key <path>       Require a signature with this public key, as cosign
                            sign --key makes it: a PEM file.
  --verify-identity <identity>
                            Require a keyless signature or an attestation of
                            this identity, or of /pattern/.
  --verify-repository <text>
                            Require an attestation that a workflow of this
                            GitHub repository made, owner/name.
  --verify-workflow <text>  With --verify-repository: the workflow that signed,
                            such as release.yml. (default: any workflow of the
                            repository)
  --verify-issuer <text>    With --verify-identity or --verify-repository: the
                            issuer of the identity. (default:
                            https://token.actions.githubusercontent.com)
  --verify-predicate-type <text>
                            Predicate type of the required attestation.
                            (default: a signature or SLSA provenance)
  --verify-log              With --verify-key: also require an entry in the
                            transparency log. Keyless signatures always need
                            one, unless the trust root has no log.
  --verify-policy <path>    YAML file with several rules.
  --trusted-root <path>     File with the trust root of a Sigstore instance, a
                            trusted_root.json. (default: the public instance of
                            Sigstore, through TUF)
  --plain-http              Use HTTP without TLS for the registry and its token
                            endpoint.
  --insecure-tls            Accept any certificate of the registry and its token
                            endpoint.
  --ca-file <path>          PEM file with certificate authorities to trust in
                            addition to those of the system.
  --trusted-redirect-host <host>
                            Host in a private network to which a registry may
                            redirect, without credentials. (repeatable)
  --username <text>         User name at the registry. Without it, the
                            configuration of Docker and Podman is read.
  --password <text>         Password or token at the registry.
  --password-stdin          Read --password from standard input.
  --cert-file <path>        PEM file with a client certificate for the registry.
                            Needs --key-file.
  --key-file <path>         PEM file with the private key of --cert-file,
                            without a passphrase.
  -H, --header <name: value>
                            Header field of every request to the registry.
                            (repeatable)
  --registry-config <path>  Configuration file with credentials, in Docker's
                            format. (default: those of Docker and Podman)
  --resolve <host:port:address>
                            Connect to a host at this IP address. (repeatable)
  --github-token <text>     Token for ghcr.io, unless more specific credentials
                            are configured.
  --token-host <host>       Host outside the registry's domain that may issue
                            its tokens. (repeatable)
  --attempts <n>            Maximum attempts for each request, including the
                            first, if the connection or the registry fails.
                            (default: 5)
  --retries <n>             The former name of --attempts. It also counts the
                            first attempt. (default: see attempts)
  --chunk-size <size>       Upload larger blobs in requests of at most this
                            size, such as 50MiB. (default: no limit)
  --timeout <time>          Limit for the whole run, such as 30m.
  --concurrency <n>         Number of manifests that are read in parallel.
                            (default: 4)
  --json                    Print the result as one JSON object.
  --print <text>            Print this text as the result; {key} is a value of
                            --json, such as {digest}.
  -q, --quiet               Print only the result, warnings and errors.
  -v, --verbose             Also log each request, and the source of the
                            credentials.
  --no-progress             Show no progress.

Keys of --json and --print: digest, reference, pinned-reference, name, tags,
media-type, artifact-type, size, checksums, manifests, verified-by.

Examples:
  # Join four shards
  oci-artifact join ghcr.io/acme/build:v1 @references`],
	["verify", `oci-artifact verify <reference> [options]

Verifies that the manifest that <reference> names has the required signatures:
signatures of cosign, and Sigstore bundles as actions/attest and cosign write
them. Prints the verified digest.

Arguments:
  <reference>               registry/repository[:tag][@digest], with or without
                            oci://; or an OCI image layout,
                            layout:PATH[:tag][@digest] or a path that begins
                            with ./, ../, / or a drive letter.

Options:
  --plain-http              Use HTTP without TLS for the registry and its token
                            endpoint.
  --insecure-tls            Accept any certificate of the registry and its token
                            endpoint.
  --ca-file <path>          PEM file with certificate authorities to trust in
                            addition to those of the system.
  --trusted-redirect-host <host>
                            Host in a private network to which a registry may
                            redirect, without credentials. (repeatable)
  --username <text>         User name at the registry. Without it, the
                            configuration of Docker and Podman is read.
  --password <text>         Password or token at the registry.
  --password-stdin          Read --password from standard input.
  --cert-file <path>        PEM file with a client certificate for the registry.
                            Needs --key-file.
  --key-file <path>         PEM file with the private key of --cert-file,
                            without a passphrase.
  -H, --header <name: value>
                            Header field of every request to the registry.
                            (repeatable)
  --registry-config <path>  Configuration file with credentials, in Docker's
                            format. (default: those of Docker and Podman)
  --resolve <host:port:address>
                            Connect to a host at this IP address. (repeatable)
  --github-token <text>     Token for ghcr.io, unless more specific credentials
                            are configured.
  --token-host <host>       Host outside the registry's domain that may issue
                            its tokens. (repeatable)
  --attempts <n>            Maximum attempts for each request, including the
                            first, if the connection or the registry fails.
                            (default: 5)
  --retries <n>             The former name of --attempts. It also counts the
                            first attempt. (default: see attempts)
  --json                    Print the result as one JSON object.
  --print <text>            Print this text as the result; {key} is a value of
                            --json, such as {digest}.
  -q, --quiet               Print only the result, warnings and errors.
  -v, --verbose             Also log each request, and the source of the
                            credentials.
  --no-progress             Show no progress.
  --verify-key <path>       Require a signature with this public key, as cosign
                            sign --key makes it: a PEM file.
  --verify-identity <identity>
                            Require a keyless signature or an attestation of
                            this identity, or of /pattern/.
  --verify-repository <text>
                            Require an attestation that a workflow of this
                            GitHub repository made, owner/name.
  --verify-workflow <text>  With --verify-repository: the workflow that signed,
                            such as release.yml. (default: any workflow of the
                            repository)
  --verify-issuer <text>    With --verify-identity or --verify-repository: the
                            issuer of the identity. (default:
                            https://token.actions.githubusercontent.com)
  --verify-predicate-type <text>
                            Predicate type of the required attestation.
                            (default: a signature or SLSA provenance)
  --verify-log              With --verify-key: also require an entry in the
                            transparency log. Keyless signatures always need
                            one, unless the trust root has no log.
  --verify-policy <path>    YAML file with several rules.
  --trusted-root <path>     File with the trust root of a Sigstore instance, a
                            trusted_root.json. (default: the public instance of
                            Sigstore, through TUF)
  --timeout <time>          Limit for the whole run, such as 30m.

Keys of --json and --print: digest, reference, verified-by.

Examples:
  # Verify a signature with a key
  oci-artifact verify ghcr.io/acme/bundle:v1 --verify-key cosign.pub
  # Verify the provenance that a workflow attested
  oci-artifact verify ghcr.io/acme/bundle:v1 --verify-repository acme/bundle`],
	["resolve", `oci-artifact resolve <reference> [options]

Prints the digest that <reference> resolves to.

Arguments:
  <reference>               registry/repository[:tag][@digest], with or without
                            oci://; or an OCI image layout,
                            layout:PATH[:tag][@digest] or a path that begins
                            with ./, ../, / or a drive letter.

Options:
  --plain-http              Use HTTP without TLS for the registry and its token
                            endpoint.
  --insecure-tls            Accept any certificate of the registry and its token
                            endpoint.
  --ca-file <path>          PEM file with certificate authorities to trust in
                            addition to those of the system.
  --trusted-redirect-host <host>
                            Host in a private network to which a registry may
                            redirect, without credentials. (repeatable)
  --username <text>         User name at the registry. Without it, the
                            configuration of Docker and Podman is read.
  --password <text>         Password or token at the registry.
  --password-stdin          Read --password from standard input.
  --cert-file <path>        PEM file with a client certificate for the registry.
                            Needs --key-file.
  --key-file <path>         PEM file with the private key of --cert-file,
                            without a passphrase.
  -H, --header <name: value>
                            Header field of every request to the registry.
                            (repeatable)
  --registry-config <path>  Configuration file with credentials, in Docker's
                            format. (default: those of Docker and Podman)
  --resolve <host:port:address>
                            Connect to a host at this IP address. (repeatable)
  --github-token <text>     Token for ghcr.io, unless more specific credentials
                            are configured.
  --token-host <host>       Host outside the registry's domain that may issue
                            its tokens. (repeatable)
  --attempts <n>            Maximum attempts for each request, including the
                            first, if the connection or the registry fails.
                            (default: 5)
  --retries <n>             The former name of --attempts. It also counts the
                            first attempt. (default: see attempts)
  --json                    Print the result as one JSON object.
  --print <text>            Print this text as the result; {key} is a value of
                            --json, such as {digest}.
  -q, --quiet               Print only the result, warnings and errors.
  -v, --verbose             Also log each request, and the source of the
                            credentials.
  --no-progress             Show no progress.
  --platform <os/arch>      Platform of the manifest of an index, such as
                            linux/arm64.

Keys of --json and --print: digest, reference, pinned-reference, name,
media-type, size.

Examples:
  # Resolve a tag
  oci-artifact resolve ghcr.io/acme/bundle:v1.2.0
  # Resolve the manifest of a platform
  oci-artifact resolve docker.io/library/alpine:3 --platform linux/arm64`],
	["tag", `oci-artifact tag <reference> <tag>... [options]

Points tags of the same repository to the manifest of <reference>.

Arguments:
  <reference>               registry/repository[:tag][@digest], with or without
                            oci://; or an OCI image layout,
                            layout:PATH[:tag][@digest] or a path that begins
                            with ./, ../, / or a drive letter.
  <tag>                     Tag of the same repository.

Options:
  --plain-http              Use HTTP without TLS for the registry and its token
                            endpoint.
  --insecure-tls            Accept any certificate of the registry and its token
                            endpoint.
  --ca-file <path>          PEM file with certificate authorities to trust in
                            addition to those of the system.
  --trusted-redirect-host <host>
                            Host in a private network to which a registry may
                            redirect, without credentials. (repeatable)
  --username <text>         User name at the registry. Without it, the
                            configuration of Docker and Podman is read.
  --password <text>         Password or token at the registry.
  --password-stdin          Read --password from standard input.
  --cert-file <path>        PEM file with a client certificate for the registry.
                            Needs --key-file.
  --key-file <path>         PEM file with the private key of --cert-file,
                            without a passphrase.
  -H, --header <name: value>
                            Header field of every request to the registry.
                            (repeatable)
  --registry-config <path>  Configuration file with credentials, in Docker's
                            format. (default: those of Docker and Podman)
  --resolve <host:port:address>
                            Connect to a host at this IP address. (repeatable)
  --github-token <text>     Token for ghcr.io, unless more specific credentials
                            are configured.
  --token-host <host>       Host outside the registry's domain that may issue
                            its tokens. (repeatable)
  --attempts <n>            Maximum attempts for each request, including the
                            first, if the connection or the registry fails.
                            (default: 5)
  --retries <n>             The former name of --attempts. It also counts the
                            first attempt. (default: see attempts)
  --json                    Print the result as one JSON object.
  --print <text>            Print this text as the result; {key} is a value of
                            --json, such as {digest}.
  -q, --quiet               Print only the result, warnings and errors.
  -v, --verbose             Also log each request, and the source of the
                            credentials.
  --no-progress             Show no progress.

Keys of --json and --print: digest, tags.

Examples:
  # Tag a release as latest
  oci-artifact tag ghcr.io/acme/bundle:v1.2.0 latest v1`],
	["annotate", `oci-artifact annotate <reference> [<key=value>...] [options]

Stores the manifest or index of <reference> with other annotations. All other
content keeps its bytes. The result has a new digest. Without --tag and
--move-tag, it has no tag.

Arguments:
  <reference>               Manifest or index to edit:
                            registry/repository[:tag][@digest], with or without
                            oci://; or an OCI image layout,
                            layout:PATH[:tag][@digest] or a path that begins
                            with ./, ../, / or a drive letter.
  <key=value>               Annotation to add or replace; "key=" removes it.

Options:
  --remove <key>            Remove this annotation. (repeatable)
  --each-platform           Also edit every manifest of an index. The index then
                            lists their new digests.
  --tag <tag>               Point this tag of the same repository to the result.
                            (repeatable)
  --move-tag                Point the tag of the reference to the result.
  --plain-http              Use HTTP without TLS for the registry and its token
                            endpoint.
  --insecure-tls            Accept any certificate of the registry and its token
                            endpoint.
  --ca-file <path>          PEM file with certificate authorities to trust in
                            addition to those of the system.
  --trusted-redirect-host <host>
                            Host in a private network to which a registry may
                            redirect, without credentials. (repeatable)
  --username <text>         User name at the registry. Without it, the
                            configuration of Docker and Podman is read.
  --password <text>         Password or token at the registry.
  --password-stdin          Read --password from standard input.
  --cert-file <path>        PEM file with a client certificate for the registry.
                            Needs --key-file.
  --key-file <path>         PEM file with the private key of --cert-file,
                            without a passphrase.
  -H, --header <name: value>
                            Header field of every request to the registry.
                            (repeatable)
  --registry-config <path>  Configuration file with credentials, in Docker's
                            format. (default: those of Docker and Podman)
  --resolve <host:port:address>
                            Connect to a host at this IP address. (repeatable)
  --github-token <text>     Token for ghcr.io, unless more specific credentials
                            are configured.
  --token-host <host>       Host outside the registry's domain that may issue
                            its tokens. (repeatable)
  --attempts <n>            Maximum attempts for each request, including the
                            first, if the connection or the registry fails.
                            (default: 5)
  --retries <n>             The former name of --attempts. It also counts the
                            first attempt. (default: see attempts)
  --chunk-size <size>       Upload larger blobs in requests of at most this
                            size, such as 50MiB. (default: no limit)
  --timeout <time>          Limit for the whole run, such as 30m.
  --concurrency <n>         Number of manifests that are read in parallel.
                            (default: 4)
  --json                    Print the result as one JSON object.
  --print <text>            Print this text as the result; {key} is a value of
                            --json, such as {digest}.
  -q, --quiet               Print only the result, warnings and errors.
  -v, --verbose             Also log each request, and the source of the
                            credentials.
  --no-progress             Show no progress.

Keys of --json and --print: digest, previous-digest, reference,
pinned-reference, tags, media-type, artifact-type, size.

Examples:
  # Add an annotation, and move the tag to the result
  oci-artifact annotate ghcr.io/acme/app:v1 \\
    org.opencontainers.image.licenses=MIT --move-tag
  # Remove an annotation from an index and all its manifests
  oci-artifact annotate ghcr.io/acme/app:v1 --remove com.example.draft \\
    --each-platform --tag v1-final`],
	["repos", `oci-artifact repos <registry> [options]

Lists the repositories of a registry, one per line. Many hosted registries, such
as ghcr.io and Docker Hub, do not offer this list.

Arguments:
  <registry>                Registry: host or host:port, and an optional
                            namespace: host/namespace.

Options:
  --plain-http              Use HTTP without TLS for the registry and its token
                            endpoint.
  --insecure-tls            Accept any certificate of the registry and its token
                            endpoint.
  --ca-file <path>          PEM file with certificate authorities to trust in
                            addition to those of the system.
  --trusted-redirect-host <host>
                            Host in a private network to which a registry may
                            redirect, without credentials. (repeatable)
  --username <text>         User name at the registry. Without it, the
                            configuration of Docker and Podman is read.
  --password <text>         Password or token at the registry.
  --password-stdin          Read --password from standard input.
  --cert-file <path>        PEM file with a client certificate for the registry.
                            Needs --key-file.
  --key-file <path>         PEM file with the private key of --cert-file,
                            without a passphrase.
  -H, --header <name: value>
                            Header field of every request to the registry.
                            (repeatable)
  --registry-config <path>  Configuration file with credentials, in Docker's
                            format. (default: those of Docker and Podman)
  --resolve <host:port:address>
                            Connect to a host at this IP address. (repeatable)
  --github-token <text>     Token for ghcr.io, unless more specific credentials
                            are configured.
  --token-host <host>       Host outside the registry's domain that may issue
                            its tokens. (repeatable)
  --attempts <n>            Maximum attempts for each request, including the
                            first, if the connection or the registry fails.
                            (default: 5)
  --retries <n>             The former name of --attempts. It also counts the
                            first attempt. (default: see attempts)
  --json                    Print the result as one JSON object.
  --print <text>            Print this text as the result; {key} is a value of
                            --json, such as {digest}.
  -q, --quiet               Print only the result, warnings and errors.
  -v, --verbose             Also log each request, and the source of the
                            credentials.
  --no-progress             Show no progress.

Keys of --json and --print: registry, repositories.

Examples:
  # List all repositories
  oci-artifact repos localhost:5000
  # List those of a namespace
  oci-artifact repos registry.example.com/acme`],
	["tags", `oci-artifact tags <reference> [options]

Lists the tags of a repository, one per line.

Arguments:
  <reference>               registry/repository[:tag][@digest], with or without
                            oci://; or an OCI image layout,
                            layout:PATH[:tag][@digest] or a path that begins
                            with ./, ../, / or a drive letter.

Options:
  --plain-http              Use HTTP without TLS for the registry and its token
                            endpoint.
  --insecure-tls            Accept any certificate of the registry and its token
                            endpoint.
  --ca-file <path>          PEM file with certificate authorities to trust in
                            addition to those of the system.
  --trusted-redirect-host <host>
                            Host in a private network to which a registry may
                            redirect, without credentials. (repeatable)
  --username <text>         User name at the registry. Without it, the
                            configuration of Docker and Podman is read.
  --password <text>         Password or token at the registry.
  --password-stdin          Read --password from standard input.
  --cert-file <path>        PEM file with a client certificate for the registry.
                            Needs --key-file.
  --key-file <path>         PEM file with the private key of --cert-file,
                            without a passphrase.
  -H, --header <name: value>
                            Header field of every request to the registry.
                            (repeatable)
  --registry-config <path>  Configuration file with credentials, in Docker's
                            format. (default: those of Docker and Podman)
  --resolve <host:port:address>
                            Connect to a host at this IP address. (repeatable)
  --github-token <text>     Token for ghcr.io, unless more specific credentials
                            are configured.
  --token-host <host>       Host outside the registry's domain that may issue
                            its tokens. (repeatable)
  --attempts <n>            Maximum attempts for each request, including the
                            first, if the connection or the registry fails.
                            (default: 5)
  --retries <n>             The former name of --attempts. It also counts the
                            first attempt. (default: see attempts)
  --json                    Print the result as one JSON object.
  --print <text>            Print this text as the result; {key} is a value of
                            --json, such as {digest}.
  -q, --quiet               Print only the result, warnings and errors.
  -v, --verbose             Also log each request, and the source of the
                            credentials.
  --no-progress             Show no progress.

Keys of --json and --print: name, tags.

Examples:
  # List all tags
  oci-artifact tags ghcr.io/acme/bundle`],
	["referrers", `oci-artifact referrers <reference> [options]

Shows the referrers of a manifest, their referrers, and so on, as a tree.

Arguments:
  <reference>               registry/repository[:tag][@digest], with or without
                            oci://; or an OCI image layout,
                            layout:PATH[:tag][@digest] or a path that begins
                            with ./, ../, / or a drive letter.

Options:
  --plain-http              Use HTTP without TLS for the registry and its token
                            endpoint.
  --insecure-tls            Accept any certificate of the registry and its token
                            endpoint.
  --ca-file <path>          PEM file with certificate authorities to trust in
                            addition to those of the system.
  --trusted-redirect-host <host>
                            Host in a private network to which a registry may
                            redirect, without credentials. (repeatable)
  --username <text>         User name at the registry. Without it, the
                            configuration of Docker and Podman is read.
  --password <text>         Password or token at the registry.
  --password-stdin          Read --password from standard input.
  --cert-file <path>        PEM file with a client certificate for the registry.
                            Needs --key-file.
  --key-file <path>         PEM file with the private key of --cert-file,
                            without a passphrase.
  -H, --header <name: value>
                            Header field of every request to the registry.
                            (repeatable)
  --registry-config <path>  Configuration file with credentials, in Docker's
                            format. (default: those of Docker and Podman)
  --resolve <host:port:address>
                            Connect to a host at this IP address. (repeatable)
  --github-token <text>     Token for ghcr.io, unless more specific credentials
                            are configured.
  --token-host <host>       Host outside the registry's domain that may issue
                            its tokens. (repeatable)
  --attempts <n>            Maximum attempts for each request, including the
                            first, if the connection or the registry fails.
                            (default: 5)
  --retries <n>             The former name of --attempts. It also counts the
                            first attempt. (default: see attempts)
  --json                    Print the result as one JSON object.
  --print <text>            Print this text as the result; {key} is a value of
                            --json, such as {digest}.
  -q, --quiet               Print only the result, warnings and errors.
  -v, --verbose             Also log each request, and the source of the
                            credentials.
  --no-progress             Show no progress.
  --platform <os/arch>      Platform of the manifest of an index, such as
                            linux/arm64.
  --depth <n>               Number of levels to show; 1 shows only direct
                            referrers. (default: all levels)
  --artifact-type <text>    Show only direct referrers of this artifact type,
                            with all of their own.

Keys of --json and --print: reference, digest, media-type, size, referrers.

Examples:
  # List only SBOMs
  oci-artifact referrers ghcr.io/acme/app:v1 --artifact-type \\
    application/spdx+json`],
	["manifest", `oci-artifact manifest <reference> [options]

Prints a manifest or index, indented for reading.

Arguments:
  <reference>               registry/repository[:tag][@digest], with or without
                            oci://; or an OCI image layout,
                            layout:PATH[:tag][@digest] or a path that begins
                            with ./, ../, / or a drive letter.

Options:
  --plain-http              Use HTTP without TLS for the registry and its token
                            endpoint.
  --insecure-tls            Accept any certificate of the registry and its token
                            endpoint.
  --ca-file <path>          PEM file with certificate authorities to trust in
                            addition to those of the system.
  --trusted-redirect-host <host>
                            Host in a private network to which a registry may
                            redirect, without credentials. (repeatable)
  --username <text>         User name at the registry. Without it, the
                            configuration of Docker and Podman is read.
  --password <text>         Password or token at the registry.
  --password-stdin          Read --password from standard input.
  --cert-file <path>        PEM file with a client certificate for the registry.
                            Needs --key-file.
  --key-file <path>         PEM file with the private key of --cert-file,
                            without a passphrase.
  -H, --header <name: value>
                            Header field of every request to the registry.
                            (repeatable)
  --registry-config <path>  Configuration file with credentials, in Docker's
                            format. (default: those of Docker and Podman)
  --resolve <host:port:address>
                            Connect to a host at this IP address. (repeatable)
  --github-token <text>     Token for ghcr.io, unless more specific credentials
                            are configured.
  --token-host <host>       Host outside the registry's domain that may issue
                            its tokens. (repeatable)
  --attempts <n>            Maximum attempts for each request, including the
                            first, if the connection or the registry fails.
                            (default: 5)
  --retries <n>             The former name of --attempts. It also counts the
                            first attempt. (default: see attempts)
  --json                    Print the manifest exactly as it is stored, and a
                            line break.
  --print <text>            Print this text as the result; {key} is a value of
                            --json, such as {digest}.
  -q, --quiet               Print only the result, warnings and errors.
  -v, --verbose             Also log each request, and the source of the
                            credentials.
  --no-progress             Show no progress.
  --platform <os/arch>      Platform of the manifest of an index, such as
                            linux/arm64.

Keys of --json and --print: digest, media-type, size.

Examples:
  # Print the stored bytes
  oci-artifact manifest ghcr.io/acme/bundle:v1.2.0 --json

Verbs:
  manifest put <reference> <file>
                            push a manifest from a file

"oci-artifact manifest <verb> --help" lists the options of a verb.`],
	["manifest put", `oci-artifact manifest put <reference> <file> [options]

Pushes the bytes of a file as a manifest or index, and prints the digest. The
blobs and manifests to which it refers must be in the repository.

Arguments:
  <reference>               registry/repository[:tag][@digest], with or without
                            oci://; or an OCI image layout,
                            layout:PATH[:tag][@digest] or a path that begins
                            with ./, ../, / or a drive letter.
  <file>                    Manifest in JSON; "-" reads standard input.

Options:
  --media-type <type>       Media type of the manifest. (default: the field
                            mediaType of the manifest)
  --plain-http              Use HTTP without TLS for the registry and its token
                            endpoint.
  --insecure-tls            Accept any certificate of the registry and its token
                            endpoint.
  --ca-file <path>          PEM file with certificate authorities to trust in
                            addition to those of the system.
  --trusted-redirect-host <host>
                            Host in a private network to which a registry may
                            redirect, without credentials. (repeatable)
  --username <text>         User name at the registry. Without it, the
                            configuration of Docker and Podman is read.
  --password <text>         Password or token at the registry.
  --password-stdin          Read --password from standard input.
  --cert-file <path>        PEM file with a client certificate for the registry.
                            Needs --key-file.
  --key-file <path>         PEM file with the private key of --cert-file,
                            without a passphrase.
  -H, --header <name: value>
                            Header field of every request to the registry.
                            (repeatable)
  --registry-config <path>  Configuration file with credentials, in Docker's
                            format. (default: those of Docker and Podman)
  --resolve <host:port:address>
                            Connect to a host at this IP address. (repeatable)
  --github-token <text>     Token for ghcr.io, unless more specific credentials
                            are configured.
  --token-host <host>       Host outside the registry's domain that may issue
                            its tokens. (repeatable)
  --attempts <n>            Maximum attempts for each request, including the
                            first, if the connection or the registry fails.
                            (default: 5)
  --retries <n>             The former name of --attempts. It also counts the
                            first attempt. (default: see attempts)
  --json                    Print the result as one JSON object.
  --print <text>            Print this text as the result; {key} is a value of
                            --json, such as {digest}.
  -q, --quiet               Print only the result, warnings and errors.
  -v, --verbose             Also log each request, and the source of the
                            credentials.
  --no-progress             Show no progress.

Keys of --json and --print: digest, reference, pinned-reference, media-type,
size.

Examples:
  # Push a manifest with a tag
  oci-artifact manifest put ghcr.io/acme/bundle:v1 manifest.json
  # Push it without a tag
  oci-artifact manifest put ghcr.io/acme/bundle manifest.json`],
	["blob", `oci-artifact blob <verb> [options]

Works with single blobs of a repository.

Verbs:
  blob get <reference>      print or save a blob
  blob put <reference> <file>
                            push a file as a blob
  blob head <reference>     print digest and size of a blob
  blob delete <reference>   delete a blob

"oci-artifact blob <verb> --help" lists the options of a verb.`],
	["blob get", `oci-artifact blob get <reference> [options]

Prints the content of a blob, or writes it to a file. The file appears only when
the digest of the whole content is right; printed content is complete only if
the exit code is 0.

Arguments:
  <reference>               registry/repository[:tag][@digest], with or without
                            oci://; or an OCI image layout,
                            layout:PATH[:tag][@digest] or a path that begins
                            with ./, ../, / or a drive letter.

Options:
  -o, --output <path>       File to write; it is replaced. (default: stdout)
  --plain-http              Use HTTP without TLS for the registry and its token
                            endpoint.
  --insecure-tls            Accept any certificate of the registry and its token
                            endpoint.
  --ca-file <path>          PEM file with certificate authorities to trust in
                            addition to those of the system.
  --trusted-redirect-host <host>
                            Host in a private network to which a registry may
                            redirect, without credentials. (repeatable)
  --username <text>         User name at the registry. Without it, the
                            configuration of Docker and Podman is read.
  --password <text>         Password or token at the registry.
  --password-stdin          Read --password from standard input.
  --cert-file <path>        PEM file with a client certificate for the registry.
                            Needs --key-file.
  --key-file <path>         PEM file with the private key of --cert-file,
                            without a passphrase.
  -H, --header <name: value>
                            Header field of every request to the registry.
                            (repeatable)
  --registry-config <path>  Configuration file with credentials, in Docker's
                            format. (default: those of Docker and Podman)
  --resolve <host:port:address>
                            Connect to a host at this IP address. (repeatable)
  --github-token <text>     Token for ghcr.io, unless more specific credentials
                            are configured.
  --token-host <host>       Host outside the registry's domain that may issue
                            its tokens. (repeatable)
  --attempts <n>            Maximum attempts for each request, including the
                            first, if the connection or the registry fails.
                            (default: 5)
  --retries <n>             The former name of --attempts. It also counts the
                            first attempt. (default: see attempts)
  --json                    Print the result as one JSON object.
  --print <text>            Print this text as the result; {key} is a value of
                            --json, such as {digest}.
  -q, --quiet               Print only the result, warnings and errors.
  -v, --verbose             Also log each request, and the source of the
                            credentials.
  --no-progress             Show no progress.

Keys of --json and --print: digest, size, reference, path.

Examples:
  # Save a layer
  oci-artifact blob get ghcr.io/acme/bundle@sha256:\u2026 --output layer.tar.gz
  # Print a config
  oci-artifact blob get ghcr.io/acme/bundle@sha256:\u2026 | jq`],
	["blob put", `oci-artifact blob put <reference> <file> [options]

Pushes a file as a blob, unless the repository has it, and prints its digest.

Arguments:
  <reference>               registry/repository[:tag][@digest], with or without
                            oci://; or an OCI image layout,
                            layout:PATH[:tag][@digest] or a path that begins
                            with ./, ../, / or a drive letter.
  <file>                    File to push; "-" reads standard input.

Options:
  --plain-http              Use HTTP without TLS for the registry and its token
                            endpoint.
  --insecure-tls            Accept any certificate of the registry and its token
                            endpoint.
  --ca-file <path>          PEM file with certificate authorities to trust in
                            addition to those of the system.
  --trusted-redirect-host <host>
                            Host in a private network to which a registry may
                            redirect, without credentials. (repeatable)
  --username <text>         User name at the registry. Without it, the
                            configuration of Docker and Podman is read.
  --password <text>         Password or token at the registry.
  --password-stdin          Read --password from standard input.
  --cert-file <path>        PEM file with a client certificate for the registry.
                            Needs --key-file.
  --key-file <path>         PEM file with the private key of --cert-file,
                            without a passphrase.
  -H, --header <name: value>
                            Header field of every request to the registry.
                            (repeatable)
  --registry-config <path>  Configuration file with credentials, in Docker's
                            format. (default: those of Docker and Podman)
  --resolve <host:port:address>
                            Connect to a host at this IP address. (repeatable)
  --github-token <text>     Token for ghcr.io, unless more specific credentials
                            are configured.
  --token-host <host>       Host outside the registry's domain that may issue
                            its tokens. (repeatable)
  --attempts <n>            Maximum attempts for each request, including the
                            first, if the connection or the registry fails.
                            (default: 5)
  --retries <n>             The former name of --attempts. It also counts the
                            first attempt. (default: see attempts)
  --json                    Print the result as one JSON object.
  --print <text>            Print this text as the result; {key} is a value of
                            --json, such as {digest}.
  -q, --quiet               Print only the result, warnings and errors.
  -v, --verbose             Also log each request, and the source of the
                            credentials.
  --no-progress             Show no progress.

Keys of --json and --print: digest, size, reference.

Examples:
  # Push a file
  oci-artifact blob put ghcr.io/acme/bundle data.bin`],
	["blob head", `oci-artifact blob head <reference> [options]

Prints the digest and the size of a blob in bytes. The exit code is 1 if it does
not exist.

Arguments:
  <reference>               registry/repository[:tag][@digest], with or without
                            oci://; or an OCI image layout,
                            layout:PATH[:tag][@digest] or a path that begins
                            with ./, ../, / or a drive letter.

Options:
  --plain-http              Use HTTP without TLS for the registry and its token
                            endpoint.
  --insecure-tls            Accept any certificate of the registry and its token
                            endpoint.
  --ca-file <path>          PEM file with certificate authorities to trust in
                            addition to those of the system.
  --trusted-redirect-host <host>
                            Host in a private network to which a registry may
                            redirect, without credentials. (repeatable)
  --username <text>         User name at the registry. Without it, the
                            configuration of Docker and Podman is read.
  --password <text>         Password or token at the registry.
  --password-stdin          Read --password from standard input.
  --cert-file <path>        PEM file with a client certificate for the registry.
                            Needs --key-file.
  --key-file <path>         PEM file with the private key of --cert-file,
                            without a passphrase.
  -H, --header <name: value>
                            Header field of every request to the registry.
                            (repeatable)
  --registry-config <path>  Configuration file with credentials, in Docker's
                            format. (default: those of Docker and Podman)
  --resolve <host:port:address>
                            Connect to a host at this IP address. (repeatable)
  --github-token <text>     Token for ghcr.io, unless more specific credentials
                            are configured.
  --token-host <host>       Host outside the registry's domain that may issue
                            its tokens. (repeatable)
  --attempts <n>            Maximum attempts for each request, including the
                            first, if the connection or the registry fails.
                            (default: 5)
  --retries <n>             The former name of --attempts. It also counts the
                            first attempt. (default: see attempts)
  --json                    Print the result as one JSON object.
  --print <text>            Print this text as the result; {key} is a value of
                            --json, such as {digest}.
  -q, --quiet               Print only the result, warnings and errors.
  -v, --verbose             Also log each request, and the source of the
                            credentials.
  --no-progress             Show no progress.

Keys of --json and --print: digest, size, reference.

Examples:
  # Look up a blob
  oci-artifact blob head ghcr.io/acme/bundle@sha256:\u2026`],
	["blob delete", `oci-artifact blob delete <reference> [options]

Deletes a blob. Manifests that refer to it are then incomplete.

Arguments:
  <reference>               registry/repository[:tag][@digest], with or without
                            oci://; or an OCI image layout,
                            layout:PATH[:tag][@digest] or a path that begins
                            with ./, ../, / or a drive letter.

Options:
  --plain-http              Use HTTP without TLS for the registry and its token
                            endpoint.
  --insecure-tls            Accept any certificate of the registry and its token
                            endpoint.
  --ca-file <path>          PEM file with certificate authorities to trust in
                            addition to those of the system.
  --trusted-redirect-host <host>
                            Host in a private network to which a registry may
                            redirect, without credentials. (repeatable)
  --username <text>         User name at the registry. Without it, the
                            configuration of Docker and Podman is read.
  --password <text>         Password or token at the registry.
  --password-stdin          Read --password from standard input.
  --cert-file <path>        PEM file with a client certificate for the registry.
                            Needs --key-file.
  --key-file <path>         PEM file with the private key of --cert-file,
                            without a passphrase.
  -H, --header <name: value>
                            Header field of every request to the registry.
                            (repeatable)
  --registry-config <path>  Configuration file with credentials, in Docker's
                            format. (default: those of Docker and Podman)
  --resolve <host:port:address>
                            Connect to a host at this IP address. (repeatable)
  --github-token <text>     Token for ghcr.io, unless more specific credentials
                            are configured.
  --token-host <host>       Host outside the registry's domain that may issue
                            its tokens. (repeatable)
  --attempts <n>            Maximum attempts for each request, including the
                            first, if the connection or the registry fails.
                            (default: 5)
  --retries <n>             The former name of --attempts. It also counts the
                            first attempt. (default: see attempts)
  --json                    Print the result as one JSON object.
  --print <text>            Print this text as the result; {key} is a value of
                            --json, such as {digest}.
  -q, --quiet               Print only the result, warnings and errors.
  -v, --verbose             Also log each request, and the source of the
                            credentials.
  --no-progress             Show no progress.

Keys of --json and --print: digest, size, reference.

Examples:
  # Delete a blob
  oci-artifact blob delete localhost:5000/bundle@sha256:\u2026`],
	["delete", `oci-artifact delete <reference> [options]

Deletes only the tag if <reference> has a tag; deletes the manifest with all its
tags if it has a digest.

Arguments:
  <reference>               registry/repository[:tag][@digest], with or without
                            oci://; or an OCI image layout,
                            layout:PATH[:tag][@digest] or a path that begins
                            with ./, ../, / or a drive letter.

Options:
  --plain-http              Use HTTP without TLS for the registry and its token
                            endpoint.
  --insecure-tls            Accept any certificate of the registry and its token
                            endpoint.
  --ca-file <path>          PEM file with certificate authorities to trust in
                            addition to those of the system.
  --trusted-redirect-host <host>
                            Host in a private network to which a registry may
                            redirect, without credentials. (repeatable)
  --username <text>         User name at the registry. Without it, the
                            configuration of Docker and Podman is read.
  --password <text>         Password or token at the registry.
  --password-stdin          Read --password from standard input.
  --cert-file <path>        PEM file with a client certificate for the registry.
                            Needs --key-file.
  --key-file <path>         PEM file with the private key of --cert-file,
                            without a passphrase.
  -H, --header <name: value>
                            Header field of every request to the registry.
                            (repeatable)
  --registry-config <path>  Configuration file with credentials, in Docker's
                            format. (default: those of Docker and Podman)
  --resolve <host:port:address>
                            Connect to a host at this IP address. (repeatable)
  --github-token <text>     Token for ghcr.io, unless more specific credentials
                            are configured.
  --token-host <host>       Host outside the registry's domain that may issue
                            its tokens. (repeatable)
  --attempts <n>            Maximum attempts for each request, including the
                            first, if the connection or the registry fails.
                            (default: 5)
  --retries <n>             The former name of --attempts. It also counts the
                            first attempt. (default: see attempts)
  --json                    Print the result as one JSON object.
  --print <text>            Print this text as the result; {key} is a value of
                            --json, such as {digest}.
  -q, --quiet               Print only the result, warnings and errors.
  -v, --verbose             Also log each request, and the source of the
                            credentials.
  --no-progress             Show no progress.

Keys of --json and --print: deleted, kind.

Examples:
  # Delete a tag
  oci-artifact delete ghcr.io/acme/bundle:old`],
	["prune", `oci-artifact prune <repository> [options]

Deletes the artifacts that the rules select, with their manifests, referrers and
cosign tags. What a remaining index, tag or signature needs stays.

Arguments:
  <repository>              Repository to prune: registry/repository, with or
                            without oci://; or an OCI image layout, layout:PATH
                            or a path that begins with ./, ../, / or a drive
                            letter.

Options:
  --keep-latest <n>         Keep this number of the newest artifacts that the
                            other rules select. Several tags of an artifact
                            count once, and so do artifacts with the same date.
  --keep-tag <pattern>      Tag, or pattern of tags, to keep in any case.
                            (repeatable)
  --delete-tag <pattern>    Tag, or pattern of tags, to delete, if no other rule
                            keeps it. (repeatable; default: all tags, with
                            keep-latest, or with older-than and without
                            untagged)
  --older-than <age>        Delete only what is at least this old, such as 30d,
                            12h or 2w.
  --untagged                Also delete manifests without a tag that nothing
                            needs, if they are older than an hour. Registries
                            other than GitHub's do not list them.
  --keep-referrers          Do not delete the referrers and the cosign tags of
                            deleted artifacts.
  --dry-run                 Delete nothing, and show what would be deleted and
                            why the rest stays.
  --state <path>            File that records when each manifest was seen first.
                            It gives manifests without a date an age. It is
                            created, and also written by a dry run.
  --repository <text>       Repository in <repository>, if that is the directory
                            or the bucket of serve --storage.
  --s3-endpoint <text>      URL of the store of the bucket, such as
                            https://minio.example.com:9000. (default:
                            AWS_ENDPOINT_URL_S3, or the store of AWS in the
                            region)
  --s3-region <text>        Region of the bucket. (default: AWS_REGION, or
                            us-east-1)
  --s3-path-style <auto|true|false>
                            Whether URLs have the bucket in their path (true) or
                            in their host name (false). auto is true with
                            --s3-endpoint. (default: auto)
  --layout <per-repository|shared>
                            Layout of the directory of serve --storage.
                            (default: per-repository)
  --plain-http              Use HTTP without TLS for the registry and its token
                            endpoint.
  --insecure-tls            Accept any certificate of the registry and its token
                            endpoint.
  --ca-file <path>          PEM file with certificate authorities to trust in
                            addition to those of the system.
  --trusted-redirect-host <host>
                            Host in a private network to which a registry may
                            redirect, without credentials. (repeatable)
  --username <text>         User name at the registry. Without it, the
                            configuration of Docker and Podman is read.
  --password <text>         Password or token at the registry.
  --password-stdin          Read --password from standard input.
  --cert-file <path>        PEM file with a client certificate for the registry.
                            Needs --key-file.
  --key-file <path>         PEM file with the private key of --cert-file,
                            without a passphrase.
  -H, --header <name: value>
                            Header field of every request to the registry.
                            (repeatable)
  --registry-config <path>  Configuration file with credentials, in Docker's
                            format. (default: those of Docker and Podman)
  --resolve <host:port:address>
                            Connect to a host at this IP address. (repeatable)
  --github-token <text>     Token for ghcr.io with the permission to delete
                            packages.
  --token-host <host>       Host outside the registry's domain that may issue
                            its tokens. (repeatable)
  --attempts <n>            Maximum attempts for each request, including the
                            first, if the connection or the registry fails.
                            (default: 5)
  --retries <n>             The former name of --attempts. It also counts the
                            first attempt. (default: see attempts)
  --github-api-url <url>    URL of GitHub's API, for example
                            https://HOST/api/v3. The packages of GitHub are
                            pruned over this API. For the registry of a GitHub
                            Enterprise server, the default is GITHUB_API_URL.
                            (default: https://api.github.com for ghcr.io)
  --timeout <time>          Limit for the whole run, such as 30m.
  --concurrency <n>         Number of manifests that are read in parallel.
                            (default: 8)
  --json                    Print the result as one JSON object.
  --print <text>            Print this text as the result; {key} is a value of
                            --json, such as {digest}.
  -q, --quiet               Print only the result, warnings and errors.
  -v, --verbose             Also log each request, and the source of the
                            credentials.
  --no-progress             Show no progress.

Keys of --json and --print: name, dry-run, deleted-count, kept-count, deleted,
kept.

Examples:
  # Show what would be deleted
  oci-artifact prune ghcr.io/acme/app --delete-tag 'pr-*' --dry-run
  # Keep releases and the newest ten others
  oci-artifact prune ./layout --keep-tag 'v*' --keep-latest 10`],
	["serve", `oci-artifact serve [options]

Runs a registry until it is interrupted. The first line of stdout is its base
URL; the log goes to stderr.

Options:
  --address <text>          Address to listen on. An address that other machines
                            can reach needs --htpasswd. (default: 127.0.0.1)
  --port <n>                Port to listen on; 0 is any free port. (default: 0)
  --host-name <name>        Host name that clients use for this registry, for
                            example behind a proxy. On a loopback address,
                            requests for other names are refused, except for
                            names below localhost and names in the TLS
                            certificate. (repeatable)
  --storage <path>          Directory for the content, as OCI image layouts, or
                            s3://bucket/prefix (default: in memory).
  --s3-endpoint <text>      URL of the store of the bucket, such as
                            https://minio.example.com:9000. (default:
                            AWS_ENDPOINT_URL_S3, or the store of AWS in the
                            region)
  --s3-region <text>        Region of the bucket. (default: AWS_REGION, or
                            us-east-1)
  --s3-path-style <auto|true|false>
                            Whether URLs have the bucket in their path (true) or
                            in their host name (false). auto is true with
                            --s3-endpoint. (default: auto)
  --redirect                Redirect downloads of blobs to URLs of the bucket,
                            which are valid for 15 minutes.
  --layout <per-repository|shared>
                            per-repository uses an image layout for each
                            repository below --storage, shared uses one for all.
                            (default: per-repository)
  --quota <size>            Maximum bytes of stored content, such as 500MB or
                            20GiB. Without it there is no limit. For a bucket it
                            is a soft limit.
  --read-only               Refuse every push and delete.
  --immutable               Refuse every change and delete of pushed content,
                            including tags.
  --no-page                 Show browsers no page with the content of the
                            registry.
  --prefix <text>           Serve the repositories below this name, without it
                            in their names.
  --allow-sparse            Accept manifests with missing content.
  --upstream <text>         Registry, such as https://ghcr.io, from which
                            missing content is fetched and then stored. Pushes
                            and deletes are forwarded to it. While it is
                            unavailable, tags that were read before are served
                            from the storage.
  --username <text>         User name at the upstream. Without it, the
                            configuration of Docker and Podman is read.
  --password <text>         Password or token at the upstream.
  --password-stdin          Read --password from standard input.
  --github-token <text>     Token for ghcr.io as upstream, unless more specific
                            credentials are configured.
  --ca-file <path>          PEM file with certificate authorities to trust for
                            the upstream and the bucket, in addition to those of
                            the system.
  --insecure-tls            Accept any certificate of the upstream.
  --trusted-redirect-host <host>
                            Host in a private network to which a registry may
                            redirect, without credentials. (repeatable)
  --htpasswd <path>         File with users and bcrypt hashes, made with
                            htpasswd -B; only these users have access. Without
                            it, authentication is disabled.
  --insecure-anonymous      Allow all requests without authentication, on any
                            address.
  --tls-cert <path>         Serve HTTPS with this PEM certificate and --tls-key.
  --tls-key <path>          PEM file with the private key of --tls-cert.
  --verbose                 Log every request.

Examples:
  # Keep the content in a directory
  oci-artifact serve --storage ./registry --port 5000
  # Share a bucket with other replicas
  oci-artifact serve --storage s3://my-bucket/registry --s3-region \\
    eu-central-1 --port 5000
  # Mirror a registry
  oci-artifact serve --upstream https://ghcr.io --storage ./mirror --quota \\
    20GiB`],
	["gc", `oci-artifact gc [options]

Deletes blobs that no manifest in the storage of a registry references. The
registry may run at the same time.

Options:
  --storage <path>          Directory of "serve --storage", or an image layout
                            (with --layout shared), or a bucket,
                            s3://bucket/prefix.
  --s3-endpoint <text>      URL of the store of the bucket, such as
                            https://minio.example.com:9000. (default:
                            AWS_ENDPOINT_URL_S3, or the store of AWS in the
                            region)
  --s3-region <text>        Region of the bucket. (default: AWS_REGION, or
                            us-east-1)
  --s3-path-style <auto|true|false>
                            Whether URLs have the bucket in their path (true) or
                            in their host name (false). auto is true with
                            --s3-endpoint. (default: auto)
  --ca-file <path>          PEM file with certificate authorities to trust for
                            the bucket, in addition to those of the system.
  --layout <per-repository|shared>
                            Layout of the directory. (default: per-repository)
  --grace <time>            Keep blobs that were stored or requested within this
                            time. (default: 1h)
  --untagged                Also delete manifests without a tag, for example of
                            overwritten tags. Manifests in a remaining index,
                            and referrers of remaining manifests, are kept.
  --dry-run                 Print what would be deleted, and delete nothing.
  --json                    Print the result as one JSON object.
  --print <text>            Print this text as the result; {key} is a value of
                            --json, such as {digest}.
  -q, --quiet               Print only the result, warnings and errors.
  -v, --verbose             Also log each request, and the source of the
                            credentials.
  --no-progress             Show no progress.

Keys of --json and --print: dry-run, count, bytes, deleted.

Examples:
  # Show what would be deleted
  oci-artifact gc --storage ./registry --grace 1h --dry-run
  # Clean up a bucket
  oci-artifact gc --storage s3://my-bucket/registry --s3-region eu-central-1
  # Delete the manifests of overwritten tags too
  oci-artifact gc --storage ./registry --untagged`],
	["login", `oci-artifact login <registry> [options]

Checks credentials against a registry, and stores them where docker login does:
in the credential helper of Docker's configuration, otherwise in the file
itself. docker, podman, oras, helm and crane also find them there.

Arguments:
  <registry>                Registry: host or host:port.

Options:
  -u, --username <text>     User name at the registry.
  -p, --password <text>     Password or token at the registry.
  --password-stdin          Read --password from standard input.
  --plain-http              Use HTTP without TLS for the registry and its token
                            endpoint.
  --insecure-tls            Accept any certificate of the registry and its token
                            endpoint.
  --ca-file <path>          PEM file with certificate authorities to trust in
                            addition to those of the system.
  --trusted-redirect-host <host>
                            Host in a private network to which a registry may
                            redirect, without credentials. (repeatable)
  --cert-file <path>        PEM file with a client certificate for the registry.
                            Needs --key-file.
  --key-file <path>         PEM file with the private key of --cert-file,
                            without a passphrase.
  -H, --header <name: value>
                            Header field of every request to the registry.
                            (repeatable)
  --resolve <host:port:address>
                            Connect to a host at this IP address. (repeatable)
  --token-host <host>       Host outside the registry's domain that may issue
                            its tokens. (repeatable)
  --registry-config <path>  Configuration file with credentials, in Docker's
                            format. (default: $DOCKER_CONFIG/config.json or
                            ~/.docker/config.json)
  --json                    Print the result as one JSON object.
  --print <text>            Print this text as the result; {key} is a value of
                            --json, such as {digest}.
  -q, --quiet               Print only the result, warnings and errors.
  -v, --verbose             Also log each request, and the source of the
                            credentials.
  --no-progress             Show no progress.

Keys of --json and --print: registry, store.

Examples:
  # Log in with a token from standard input
  oci-artifact login ghcr.io --username octocat --password-stdin < token.txt`],
	["logout", `oci-artifact logout <registry> [options]

Removes the credentials of a registry from Docker's configuration and its
credential helper.

Arguments:
  <registry>                Registry: host or host:port.

Options:
  --registry-config <path>  Configuration file with credentials, in Docker's
                            format. (default: $DOCKER_CONFIG/config.json or
                            ~/.docker/config.json)
  --json                    Print the result as one JSON object.
  --print <text>            Print this text as the result; {key} is a value of
                            --json, such as {digest}.
  -q, --quiet               Print only the result, warnings and errors.
  -v, --verbose             Also log each request, and the source of the
                            credentials.
  --no-progress             Show no progress.

Keys of --json and --print: registry, removed.

Examples:
  # Log out
  oci-artifact logout ghcr.io`],
	["sif", `oci-artifact sif <verb> [options]

SIF images in registries, in the format of Apptainer and Singularity.

Verbs:
  sif push <file> <reference>
                            upload a SIF image
  sif pull <reference> [<file>]
                            download a SIF image
  sif hash <file>           print the digest of a SIF image
  sif inspect <file>        print the headers of a SIF image

"oci-artifact sif <verb> --help" lists the options of a verb.`],
	["sif push", `oci-artifact sif push <file> <reference> [options]

Checks that <file> is a runnable SIF image, and uploads it.

Arguments:
  <file>                    SIF image.
  <reference>               registry/repository[:tag][@digest], with or without
                            oras://. Without a tag and digest, latest is used.

Options:
  --plain-http              Use HTTP without TLS for the registry and its token
                            endpoint.
  --insecure-tls            Accept any certificate of the registry and its token
                            endpoint.
  --ca-file <path>          PEM file with certificate authorities to trust in
                            addition to those of the system.
  --trusted-redirect-host <host>
                            Host in a private network to which a registry may
                            redirect, without credentials. (repeatable)
  --username <text>         User name at the registry. Without it, the
                            configuration of Docker and Podman is read.
  --password <text>         Password or token at the registry.
  --password-stdin          Read --password from standard input.
  --cert-file <path>        PEM file with a client certificate for the registry.
                            Needs --key-file.
  --key-file <path>         PEM file with the private key of --cert-file,
                            without a passphrase.
  -H, --header <name: value>
                            Header field of every request to the registry.
                            (repeatable)
  --registry-config <path>  Configuration file with credentials, in Docker's
                            format. (default: those of Docker and Podman)
  --resolve <host:port:address>
                            Connect to a host at this IP address. (repeatable)
  --github-token <text>     Token for ghcr.io, unless more specific credentials
                            are configured.
  --token-host <host>       Host outside the registry's domain that may issue
                            its tokens. (repeatable)
  --attempts <n>            Maximum attempts for each request, including the
                            first, if the connection or the registry fails.
                            (default: 5)
  --retries <n>             The former name of --attempts. It also counts the
                            first attempt. (default: see attempts)
  --chunk-size <size>       Upload larger blobs in requests of at most this
                            size, such as 50MiB. (default: no limit)
  --json                    Print the result as one JSON object.
  --print <text>            Print this text as the result; {key} is a value of
                            --json, such as {digest}.
  -q, --quiet               Print only the result, warnings and errors.
  -v, --verbose             Also log each request, and the source of the
                            credentials.
  --no-progress             Show no progress.

Keys of --json and --print: reference, pinned-reference, digest, layer-digest,
layer-size, media-type.

Examples:
  # Push an image
  oci-artifact sif push app.sif ghcr.io/acme/app:v1`],
	["sif pull", `oci-artifact sif pull <reference> [<file>] [options]

Downloads a SIF image into an executable file. Of an index, it is the image for
this machine.

Arguments:
  <reference>               registry/repository[:tag][@digest], with or without
                            oras://. Without a tag and digest, latest is used.
  <file>                    File to write. The default has the last part of the
                            name and the tag, as in app_latest.sif.

Options:
  --platform <os/arch>      Platform of the image to pull of an index, such as
                            linux/arm64. (default: the platform of this machine)
  --force                   Replace an existing file.
  --cache <path>            Store downloads in this directory, and reuse them.
  --cache-size <size>       Evict the least recently used content above this
                            size, such as 5GiB. (default: no limit)
  --plain-http              Use HTTP without TLS for the registry and its token
                            endpoint.
  --insecure-tls            Accept any certificate of the registry and its token
                            endpoint.
  --ca-file <path>          PEM file with certificate authorities to trust in
                            addition to those of the system.
  --trusted-redirect-host <host>
                            Host in a private network to which a registry may
                            redirect, without credentials. (repeatable)
  --username <text>         User name at the registry. Without it, the
                            configuration of Docker and Podman is read.
  --password <text>         Password or token at the registry.
  --password-stdin          Read --password from standard input.
  --cert-file <path>        PEM file with a client certificate for the registry.
                            Needs --key-file.
  --key-file <path>         PEM file with the private key of --cert-file,
                            without a passphrase.
  -H, --header <name: value>
                            Header field of every request to the registry.
                            (repeatable)
  --registry-config <path>  Configuration file with credentials, in Docker's
                            format. (default: those of Docker and Podman)
  --resolve <host:port:address>
                            Connect to a host at this IP address. (repeatable)
  --github-token <text>     Token for ghcr.io, unless more specific credentials
                            are configured.
  --token-host <host>       Host outside the registry's domain that may issue
                            its tokens. (repeatable)
  --attempts <n>            Maximum attempts for each request, including the
                            first, if the connection or the registry fails.
                            (default: 5)
  --retries <n>             The former name of --attempts. It also counts the
                            first attempt. (default: see attempts)
  --json                    Print the result as one JSON object.
  --print <text>            Print this text as the result; {key} is a value of
                            --json, such as {digest}.
  -q, --quiet               Print only the result, warnings and errors.
  -v, --verbose             Also log each request, and the source of the
                            credentials.
  --no-progress             Show no progress.

Keys of --json and --print: reference, pinned-reference, digest, layer-digest,
layer-size, path.

Examples:
  # Pull into app_v1.sif
  oci-artifact sif pull ghcr.io/acme/app:v1
  # Pull the image for another machine
  oci-artifact sif pull ghcr.io/acme/app:v1 --platform linux/arm64`],
	["sif hash", `oci-artifact sif hash <file> [options]

Prints the digest of a file (sha256:\u2026).

Arguments:
  <file>                    SIF image.

Options:

Examples:
  # Hash an image
  oci-artifact sif hash app.sif`],
	["sif inspect", `oci-artifact sif inspect <file> [options]

Prints the same as "siftool header" and "siftool list".

Arguments:
  <file>                    SIF image.

Options:
  --json                    Print the result as one JSON object.

Examples:
  # Inspect an image
  oci-artifact sif inspect app.sif --json`],
	["cache", `oci-artifact cache <verb> [options]

Maintains a cache of artifacts. Other processes may use it at the same time.

Verbs:
  cache list <directory>    list the content
  cache clean <directory>   evict content
  cache verify <directory>  hash all content, and remove damaged blobs

"oci-artifact cache <verb> --help" lists the options of a verb.`],
	["cache list", `oci-artifact cache list <directory> [options]

Lists the content of a cache, the most recently used first.

Arguments:
  <directory>               Directory of a cache that "pull --cache" or "push
                            --cache" created.

Options:
  --json                    Print the result as one JSON object.
  --print <text>            Print this text as the result; {key} is a value of
                            --json, such as {digest}.
  -q, --quiet               Print only the result, warnings and errors.
  -v, --verbose             Also log each request, and the source of the
                            credentials.
  --no-progress             Show no progress.

Keys of --json and --print: count, bytes, entries.

Examples:
  # List a cache
  oci-artifact cache list ~/.cache/artifacts`],
	["cache clean", `oci-artifact cache clean <directory> [options]

Evicts all content, or the least recently used content above --max-size.

Arguments:
  <directory>               Directory of a cache that "pull --cache" or "push
                            --cache" created.

Options:
  --max-size <size>         Size of the content to keep, such as 5GiB.
  --json                    Print the result as one JSON object.
  --print <text>            Print this text as the result; {key} is a value of
                            --json, such as {digest}.
  -q, --quiet               Print only the result, warnings and errors.
  -v, --verbose             Also log each request, and the source of the
                            credentials.
  --no-progress             Show no progress.

Keys of --json and --print: count, bytes, removed.

Examples:
  # Keep the most recent 5 GiB
  oci-artifact cache clean ~/.cache/artifacts --max-size 5GiB`],
	["cache verify", `oci-artifact cache verify <directory> [options]

Hashes all content and removes damaged blobs. The exit code is 1 if there were
any.

Arguments:
  <directory>               Directory of a cache that "pull --cache" or "push
                            --cache" created.

Options:
  --json                    Print the result as one JSON object.
  --print <text>            Print this text as the result; {key} is a value of
                            --json, such as {digest}.
  -q, --quiet               Print only the result, warnings and errors.
  -v, --verbose             Also log each request, and the source of the
                            credentials.
  --no-progress             Show no progress.

Keys of --json and --print: count, bytes, damaged.

Examples:
  # Verify a cache
  oci-artifact cache verify ~/.cache/artifacts`],
	["demo", `oci-artifact demo [<directory>] [<target>] [options]

Packages a directory, pushes it, pulls it back, compares it byte for byte, and
prints the outputs of the action. The image layout is in out/oci-layout, and the
job summary in out/summary.html.

Arguments:
  <directory>               Directory to package.
  <target>                  Where to push: oci://registry/repository[:tag].
                            Without it, an embedded registry is started.

Options:
  --plain-http              Use HTTP without TLS for the registry and its token
                            endpoint.
  --insecure-tls            Accept any certificate of the registry and its token
                            endpoint.
  --ca-file <path>          PEM file with certificate authorities to trust in
                            addition to those of the system.
  --trusted-redirect-host <host>
                            Host in a private network to which a registry may
                            redirect, without credentials. (repeatable)
  --username <text>         User name at the registry. Without it, the
                            configuration of Docker and Podman is read.
  --password <text>         Password or token at the registry.
  --password-stdin          Read --password from standard input.

Examples:
  # Use another directory and registry
  oci-artifact demo ./bundle oci://ghcr.io/acme/demo:v1`],
	["completion", `oci-artifact completion <shell> [options]

Prints a script that completes commands, options and their values.

Arguments:
  <shell>                   bash, zsh, fish or powershell.

Options:

Examples:
  # bash, in ~/.bashrc
  oci-artifact completion bash > ~/.oci-artifact-completion
  # zsh, in a directory of $fpath
  oci-artifact completion zsh > _oci-artifact
  # fish
  oci-artifact completion fish > ~/.config/fish/completions/oci-artifact.fish
  # PowerShell, in $PROFILE
  oci-artifact completion powershell | Out-String | Invoke-Expression`]
]);

exports.helpTexts = helpTexts;