import { OciError } from './error.ts';
import type { Platform } from './platform.ts';
import { printable } from './printable.ts';

/** Records on a manifest the platform that its content is for, as {@link platformText} writes it, where no config tells it. */
export const annotationPlatform = 'io.oci-artifact.platform';

// Values of GOOS, GOARCH and its variants; versions as in `10.0.17763.1879`.
const platformPattern =
  /^([a-z0-9_-]{1,40})\/([a-z0-9_-]{1,40})(?:\/([a-z0-9._-]{1,40}))?(?::([A-Za-z0-9._-]{1,60}))?$/;

export function isPlatformText(text: string): boolean {
  return platformPattern.test(text);
}

/**
 * Reads `os/arch[/variant][:os-version]`, for example `linux/arm64/v8`.
 *
 * @throws OciError `INPUT_INVALID`
 */
export function platformFromText(text: string): Platform {
  const [, os, architecture, variant, version] = platformPattern.exec(text) ?? [];
  if (os === undefined || architecture === undefined) {
    throw new OciError(
      'INPUT_INVALID',
      `"${printable(text, 200)}" is not a platform; write os/arch or os/arch/variant, for example linux/amd64 or linux/arm64/v8`,
    );
  }
  // In the order in which the specification's Go type, and so every Go tool, writes the members.
  return {
    architecture,
    os,
    ...(version === undefined ? {} : { 'os.version': version }),
    ...(variant === undefined ? {} : { variant }),
  };
}

/** The reverse of {@link platformFromText}. */
export function platformText(platform: Platform): string {
  const { os, architecture, variant } = platform;
  const version = platform['os.version'];
  return `${os}/${architecture}${variant ? `/${variant}` : ''}${version ? `:${version}` : ''}`;
}
