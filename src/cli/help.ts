export type CommandName = 'push' | 'pull' | 'serve' | 'demo';

export const help = `oci-artifact: publish a directory as an OCI artifact

  oci-artifact push <source-dir> <target>   package a directory and push it
  oci-artifact pull <reference>             fetch an artifact and unpack it
  oci-artifact serve                        run a registry on this machine
  oci-artifact demo [directory] [target]    push, pull back and compare

"oci-artifact <command> --help" lists a command's options. The log goes to stderr, results to stdout.
Exit code 0 says that all is well, 1 that it is not.`;

const helps: Readonly<Record<CommandName, string>> = {
  push: `oci-artifact push <source-dir> <target> [options]

Packages <source-dir> and pushes it to <target>: oci://registry/repository[:tag], or the path of a directory, which then
becomes an OCI image layout and nothing is pushed.

  --tag <tag>                   a further tag; may be given several times
  --push-by-digest              write no tag at all
  --sub-dir <path>              package only this directory, keeping its path inside the artifact
  --annotation <key=value>      "key=" removes one; may be given several times
  --version <text>              becomes org.opencontainers.image.version
  --artifact-type <type>        default application/vnd.nvidia.aicr.artifact
  --exclude <pattern>           gitignore-style; may be given several times; .git is always excluded
  --symlinks <mode>             preserve (default), follow or error
  --allow-outside-links         store links that leave the source as they are
  --modes <mode>                keep (default) or normalize
  --timestamp <date>            creation date, RFC 3339; default SOURCE_DATE_EPOCH, else 1970-01-01T00:00:00Z
  --compression <kind>          gzip (default), zstd or none
  --compression-level <n>       0 to 9 for gzip, 1 to 22 for zstd
  --if-tag-exists <mode>        overwrite (default), skip or fail
  --no-push                     package and report without pushing
  --plain-http                  speak HTTP without TLS
  --insecure-tls                accept any certificate
  --ca-file <path>              PEM file with certificate authorities to trust as well
  --username <name>             with --password or --password-stdin
  --password <text>
  --password-stdin              read the password from standard input
  --github-token <token>        for ghcr.io when nothing more specific is configured
  --retries <n>                 tries of each request, default 5
  --timeout <time>              limit for the whole run, such as 30m; default none
  --concurrency <n>             blobs pushed at a time, default 4
  --output-dir <path>           where oci-layout goes; default a new temporary directory
  --json                        print one JSON object whose keys are the action's outputs`,
  pull: `oci-artifact pull <reference> [options]

Fetches the artifact that <reference> (registry/repository[:tag][@digest]) names, checks it and unpacks it.

  -o, --output <dir>            where to; default the working directory
  --plain-http                  speak HTTP without TLS
  --insecure-tls                accept any certificate
  --ca-file <path>              PEM file with certificate authorities to trust as well
  --username <name>             with --password
  --password <text>
  --github-token <token>        for ghcr.io when nothing more specific is configured
  --json                        print one JSON object`,
  serve: `oci-artifact serve [options]

Runs a registry. The first line of stdout is its base URL.

  --address <address>           default 127.0.0.1
  --port <n>                    default 0, a free one
  --storage <dir>               keep content as image layouts below this directory; default in memory`,
  demo: `oci-artifact demo [directory] [oci://registry/repository:tag] [options]

Packages a directory (default examples/bundle), pushes it to an embedded registry or to the one named, pulls it back, compares
byte for byte, and prints what a workflow would get as outputs. The layout stays in out/oci-layout.

  --plain-http                  speak HTTP without TLS
  --insecure-tls                accept any certificate
  --ca-file <path>              PEM file with certificate authorities to trust as well
  --username <name>             with --password
  --password <text>`,
};

export function helpOf(command: CommandName): string {
  return helps[command];
}
