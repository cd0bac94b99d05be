import { OciError } from './error.ts';
import { printable } from './printable.ts';

/** The platform of content (image-spec, image-index.md, "platform"). */
export interface Platform {
  readonly architecture: string;
  readonly os: string;
  readonly 'os.version'?: string | undefined;
  readonly 'os.features'?: readonly string[] | undefined;
  readonly variant?: string | undefined;
}

/** Annotation with the platform as {@link platformText}, for a manifest whose config does not contain it. */
export const annotationPlatform = 'io.oci-artifact.platform';

// Values of GOOS and GOARCH with its variants. An OS version looks like `10.0.17763.1879`.
const platformPattern =
  /^([a-z0-9_-]{1,40})\/([a-z0-9_-]{1,40})(?:\/([a-z0-9._-]{1,40}))?(?::([A-Za-z0-9._-]{1,60}))?$/;

/** Whether a text has the form of {@link platformText}. */
export function isPlatformText(text: string): boolean {
  return platformPattern.test(text);
}

/** Names of architectures outside of Go, as containerd accepts them. */
const architectureAliases: Readonly<Record<string, { readonly architecture: string; readonly variant?: string }>> = {
  i386: { architecture: '386' },
  x86_64: { architecture: 'amd64' },
  'x86-64': { architecture: 'amd64' },
  aarch64: { architecture: 'arm64' },
  armhf: { architecture: 'arm', variant: 'v7' },
  armel: { architecture: 'arm', variant: 'v6' },
};

/** A platform with the names of Go: `amd64` for `x86_64`, `arm64` for `aarch64`, `darwin` for `macos`, and so on. */
export function namedAsInGo(platform: Platform): Platform {
  const os = platform.os.toLowerCase();
  const architecture = platform.architecture.toLowerCase();
  const alias = Object.hasOwn(architectureAliases, architecture) ? architectureAliases[architecture] : undefined;
  const variant = alias?.variant ?? platform.variant?.toLowerCase();
  return {
    ...platform,
    architecture: alias?.architecture ?? architecture,
    os: os === 'macos' ? 'darwin' : os,
    ...(variant === undefined ? {} : { variant }),
  };
}

/**
 * Parses `os/arch[/variant][:os-version]`, for example `linux/arm64/v8`. Other names of an architecture are accepted,
 * such as `linux/x86_64`, and become those of Go.
 *
 * @throws OciError `INPUT_INVALID`
 */
export function platformFromText(text: string): Platform {
  const [, os, architecture, variant, version] = platformPattern.exec(text) ?? [];
  if (os === undefined || architecture === undefined) {
    throw new OciError(
      'INPUT_INVALID',
      `"${printable(text, 200)}" is not a platform; write os/arch or os/arch/variant, ` +
        'for example linux/amd64 or linux/arm64/v8',
    );
  }
  // The members have the order of the Go type in the specification, because all Go tools write this order.
  return namedAsInGo({
    architecture,
    os,
    ...(version === undefined ? {} : { 'os.version': version }),
    ...(variant === undefined ? {} : { variant }),
  });
}

/** Formats a platform as `os/arch[/variant][:os-version]`. */
export function platformText(platform: Platform): string {
  const { os, architecture, variant } = platform;
  const version = platform['os.version'];
  return `${os}/${architecture}${variant ? `/${variant}` : ''}${version ? `:${version}` : ''}`;
}
