import { isRateLimit, readErrorBody, type HttpMethod, type HttpResponse } from '../http/index.ts';
import {
  errorCodeHeader,
  isOciErrorCode,
  mediaTypeEmptyJson,
  mediaTypeOfContentType,
  OciError,
  printable,
  type Manifest,
  type OciErrorCode,
  type Remedy,
} from '../spec/index.ts';

/** The resource of a request. It determines the meaning of a status without an error code. */
export type Route = 'blob' | 'manifest' | 'uploads' | 'session' | 'tags' | 'referrers' | 'catalog' | 'base';

/** The permission that a request needs. */
export type Access = 'pull' | 'push' | 'delete' | 'catalog' | 'login';

/** The data of a request for an error message. */
export interface RequestInfo {
  readonly method: HttpMethod;
  readonly route: Route;
  /** Continues "cannot", for example `pull blob sha256:… of acme/app`. */
  readonly operation: string;
  readonly access: Access;
  /** The manifest that is pushed. */
  readonly manifest?: Manifest | undefined;
}

/** The data of a registry for an error message. */
export interface RegistryInfo {
  /** Host and port. */
  readonly host: string;
  readonly isGitHub: boolean;
}

/**
 * Converts an error response to an error. Reads at most 64 KiB of the body. The first error in the body
 * determines code and detail, and the message quotes the others too. An unknown code becomes `UNKNOWN` and is available
 * as `wireCode`. Without a code, route and status determine the code. A 403 that reports a rate limit always becomes
 * `TOOMANYREQUESTS`, because the registry may call it `DENIED`.
 */
export async function errorOfResponse(
  request: RequestInfo,
  response: HttpResponse,
  registry: RegistryInfo,
): Promise<OciError> {
  const { text, errors, reason } = await readErrorBody(response);
  const wireCode = errors[0]?.code ?? response.headers.get(errorCodeHeader);
  const status = response.status;
  const knownCode = wireCode !== undefined && isOciErrorCode(wireCode) ? wireCode : 'UNKNOWN';
  const isLimited = status === 403 && isRateLimit(response.headers, text);
  const statedCode = wireCode === undefined ? codeOfStatus(request, status) : knownCode;
  const code = isLimited ? 'TOOMANYREQUESTS' : statedCode;
  const sentence = `cannot ${request.operation}: ${registry.host} answered ${status} ${reason || `(${code})`}`;
  const isRefusal = status === 401 || (status === 403 && !isLimited);
  const advice =
    (isManifestPush(request) && !isLimited ? manifestAdvice(status, code, reason, request.manifest) : undefined) ??
    (isRefusal
      ? accessAdvice(registry, status, request.access, reason)
      : otherAdvice(request, status, response, reason));
  return new OciError(code, advice === undefined ? sentence : `${sentence.replace(/\.$/, '')}. ${advice.text}`, {
    status,
    detail: errors[0]?.detail,
    reason,
    remedy: tlsPortText.test(reason) ? 'plainHttp' : advice?.remedy,
    wireCode: wireCode === undefined ? undefined : printable(wireCode, 100),
  });
}

/** Whether the response is from this project's server, which implements the complete specification. */
export function hasErrorCode(response: HttpResponse): boolean {
  return response.headers.get(errorCodeHeader) !== undefined;
}

/**
 * Returns the error for a successful response that is a web page, such as a login page or a captive portal; undefined
 * for other content.
 */
export function webPageError(request: RequestInfo, response: HttpResponse, host: string): OciError | undefined {
  if (mediaTypeOfContentType(response.headers.get('content-type')) !== 'text/html') return undefined;
  return new OciError(
    'PROTOCOL',
    `cannot ${request.operation}: ${host} sent a web page (text/html) instead of a registry response; check the ` +
      'address of the registry, and whether a proxy or a login page intercepts requests',
  );
}

const codeByStatus: Readonly<Record<number, OciErrorCode>> = {
  401: 'UNAUTHORIZED',
  403: 'DENIED',
  405: 'UNSUPPORTED',
  408: 'TIMEOUT',
  411: 'SIZE_INVALID',
  413: 'SIZE_LIMIT',
  416: 'RANGE_INVALID',
  429: 'TOOMANYREQUESTS',
  501: 'UNSUPPORTED',
  502: 'UNAVAILABLE',
  503: 'UNAVAILABLE',
  504: 'TIMEOUT',
};

const notFoundByRoute: Readonly<Record<Route, OciErrorCode>> = {
  blob: 'BLOB_UNKNOWN',
  manifest: 'MANIFEST_UNKNOWN',
  uploads: 'NAME_UNKNOWN',
  session: 'BLOB_UPLOAD_UNKNOWN',
  tags: 'NAME_UNKNOWN',
  referrers: 'NAME_UNKNOWN',
  catalog: 'UNSUPPORTED',
  base: 'PROTOCOL',
};

function codeOfStatus(request: RequestInfo, status: number): OciErrorCode {
  // The specification does not define this success or redirect.
  if (status < 400) return 'PROTOCOL';
  if (status === 404)
    return request.route === 'manifest' && request.method === 'PUT' ? 'NAME_UNKNOWN' : notFoundByRoute[request.route];
  if (status === 400 && request.method === 'PUT')
    return request.route === 'manifest' ? 'MANIFEST_INVALID' : 'BLOB_UPLOAD_INVALID';
  if (status === 409 && request.method === 'PUT' && request.route === 'manifest') return 'ALREADY_EXISTS';
  return codeByStatus[status] ?? 'UNKNOWN';
}

function isManifestPush({ method, route }: RequestInfo): boolean {
  return method === 'PUT' && route === 'manifest';
}

interface Advice {
  /** Sentences without the last full stop. */
  readonly text: string;
  readonly remedy?: Remedy | undefined;
}

// The text that common servers send on a TLS port.
const tlsPortText = /HTTP request (?:was sent )?to (?:an )?HTTPS/i;
const immutableText = /\bimmutab|cannot be overwritten|\btag\b.*\balready exists/i;
const typeText = /\b(?:media|artifact) ?type/i;
const quotaText = /\bquota\b|\bstorage (?:limit|resource)/i;
const expiredText = /\btoken (?:has |is )?expired|reauthenticate/i;

/** Advice for a refused manifest. Registries use the same codes for other problems, so their text also counts. */
function manifestAdvice(
  status: number,
  code: OciErrorCode,
  reason: string,
  manifest: Manifest | undefined,
): Advice | undefined {
  if (immutableText.test(reason)) return { text: 'The tag cannot be changed; use another tag', remedy: 'ifTagExists' };
  const isRefusal = status === 401 || status === 403;
  const isAboutContent =
    !isRefusal &&
    !quotaText.test(reason) &&
    (status === 405 || status === 415 || code === 'MANIFEST_INVALID' || code === 'UNSUPPORTED');
  return isAboutContent || typeText.test(reason) ? contentAdvice(manifest) : undefined;
}

/** Advice for a manifest whose content the registry may not accept. */
function contentAdvice(manifest: Manifest | undefined): Advice {
  if (manifest?.subject !== undefined)
    return {
      text:
        'The registry may not know its subject, artifact type or empty config; a referrer needs a registry that ' +
        'supports image-spec v1.1',
    };
  const text = 'The registry may not know its media type, artifact type or empty config';
  const hasEmptyConfig = manifest?.kind === 'manifest' && manifest.config.mediaType === mediaTypeEmptyJson;
  return hasEmptyConfig || Boolean(manifest?.artifactType)
    ? { text: `${text}, which a manifest of image-spec v1.0 does not have`, remedy: 'imageSpec' }
    : { text };
}

function otherAdvice(request: RequestInfo, status: number, response: HttpResponse, reason: string): Advice | undefined {
  if (status >= 400 && quotaText.test(reason))
    return { text: 'The storage limit of the repository or project is reached; delete artifacts, or raise the limit' };
  switch (status) {
    case 413:
      return {
        text: isManifestPush(request)
          ? 'It is larger than the registry accepts; use fewer layers or shorter annotations'
          : 'It is larger than the registry, or a proxy in front of it, accepts',
      };
    case 405:
      return request.access === 'push'
        ? { text: 'The registry or repository may be read-only, as a mirror is; push to another one' }
        : undefined;
    case 403:
    case 429: {
      const after = response.headers.get('retry-after');
      return after === undefined
        ? undefined
        : { text: `The registry requests a wait (Retry-After: ${printable(after, 100)})` };
    }
    default:
      return undefined;
  }
}

/** Advice for a 401 or 403. */
function accessAdvice({ host, isGitHub }: RegistryInfo, status: number, access: Access, reason: string): Advice {
  if (expiredText.test(reason)) return { text: `Log in to ${host} again`, remedy: 'stated' };
  if (isGitHub) return { text: gitHubAdvice[access] };
  const action = {
    pull: 'read this repository',
    push: 'push to this repository',
    delete: 'delete from this repository',
    catalog: 'list the repositories of this registry',
    login: 'use this registry',
  }[access];
  return status === 401
    ? {
        text: `The credentials for ${host} are missing or not accepted; log in with an account that may ${action}`,
        remedy: 'stated',
      }
    : { text: `The account may not ${action}; grant it this permission, or use other credentials for ${host}` };
}

/** Whether the host is ghcr.io. The registry of a GitHub Enterprise server has another name. */
export function isGitHubPackages(host: string): boolean {
  return host.toLowerCase() === 'ghcr.io';
}

const manageAccess = 'in the package\'s settings under "Manage Actions access"';
const gitHubAdvice: Readonly<Record<Access, string>> = {
  push:
    'In a workflow, give the job "permissions: packages: write". If the package exists, add this repository with the ' +
    `role Write ${manageAccess}. The token of a pull request from a fork may only read`,
  delete:
    `Deletion requires the role Admin for the package; add this repository ${manageAccess}. GitHub Packages may not ` +
    'support deletion over this API',
  pull:
    'In a workflow, give the job "permissions: packages: read". If the package is private, add this repository ' +
    `${manageAccess}. GitHub Packages also gives this answer for a package that does not exist`,
  catalog: 'GitHub Packages does not list repositories over this API',
  login: 'Use a personal access token (classic) with the scope read:packages or write:packages as the password',
};
