import { BlockList, isIP } from 'node:net';
import { bareHost, isLoopbackHost, OciError } from '../spec/index.ts';

/** Proxy variables. The URLs may contain credentials. */
export interface ProxySettings {
  /** For http URLs. */
  readonly http?: string | undefined;
  /** For https URLs. */
  readonly https?: string | undefined;
  /** Hosts that do not use a proxy, separated by commas or white space. */
  readonly noProxy?: string | undefined;
}

/**
 * Reads `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy`. An upper-case name applies if the lower-case variable
 * is unset or empty. As in curl and Go, the proxy for http is not used for https.
 */
export function proxyFromEnvironment(env: Readonly<Record<string, string | undefined>>): ProxySettings {
  const read = (name: string): string | undefined => nonEmpty(env[name]) ?? nonEmpty(env[name.toUpperCase()]);
  const all = read('all_proxy');
  return { http: read('http_proxy') ?? all, https: read('https_proxy') ?? all, noProxy: read('no_proxy') };
}

/** A proxy. Its credentials are not in its URL. */
export interface Proxy {
  /** For example `http://proxy:3128/`. */
  readonly url: string;
  /** Value of `Proxy-Authorization`. */
  readonly authorization: string | undefined;
}

/**
 * Selects the proxy for a URL. undici's `EnvHttpProxyAgent` is not used, because it does not support `all_proxy`,
 * networks in `no_proxy`, and an exemption for loopback hosts.
 */
export class ProxyRules {
  readonly #http: Proxy | undefined;
  readonly #https: Proxy | undefined;
  readonly #direct: (url: URL) => boolean;

  /** @throws OciError `INPUT_INVALID` for a value that is not the URL of an http or https proxy */
  constructor(settings: ProxySettings) {
    this.#http = parseProxy(settings.http, 'http_proxy');
    this.#https = parseProxy(settings.https, 'https_proxy');
    this.#direct = directRule(settings.noProxy ?? '');
  }

  /** Returns the proxy for a URL; undefined for a direct connection. Loopback hosts never use a proxy. */
  for(url: URL): Proxy | undefined {
    const proxy = url.protocol === 'https:' ? this.#https : this.#http;
    return proxy === undefined || isLoopbackHost(url.hostname, { subdomains: true }) || this.#direct(url)
      ? undefined
      : proxy;
  }
}

function parseProxy(text: string | undefined, variable: string): Proxy | undefined {
  const trimmed = nonEmpty(text);
  if (trimmed === undefined) return undefined;
  // The error does not quote the value, because it may contain a password.
  const invalid = (reason: string): OciError =>
    new OciError('INPUT_INVALID', `cannot use the proxy in ${variable} (or all_proxy): ${reason}`);
  const url = URL.parse(/^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(trimmed) ? trimmed : `http://${trimmed}`);
  if (url === null)
    throw invalid(
      'it is not a URL; use http://proxy:port, and percent-encode reserved characters of user and password',
    );
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw invalid(`the scheme ${url.protocol.slice(0, 20)} is not supported; use an http or https proxy`);
  const authorization =
    url.username === '' && url.password === ''
      ? undefined
      : `Basic ${Buffer.from(`${decode(url.username)}:${decode(url.password)}`).toString('base64')}`;
  return { url: `${url.origin}/`, authorization };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A % without hexadecimal digits is a literal character.
    return text;
  }
}

function directRule(text: string): (url: URL) => boolean {
  const rules = text
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .map(parseEntry);
  return (url) => {
    const host = bareHost(url.hostname);
    const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
    return rules.some((rule) => rule(host, port));
  };
}

type Rule = (host: string, port: string) => boolean;

function parseEntry(entry: string): Rule {
  if (entry === '*') return () => true;
  const network = /^\[?([0-9a-f.:]+)\]?\/(\d+)$/i.exec(entry);
  if (network !== null) return networkRule(network[1] ?? '', Number(network[2]));
  // A colon in an IPv6 address without brackets does not separate a port.
  const [, name = '', rulePort] = isIP(entry) === 6 ? [undefined, entry] : (/^(.*?)(?::(\d+))?$/.exec(entry) ?? []);
  const host = bareHost(name.replace(/^\*(?=\.)/, ''));
  const matchesPort = (port: string): boolean => rulePort === undefined || rulePort === port;
  if (isIP(host) !== 0) return (candidate, port) => matchesPort(port) && sameAddress(candidate, host);
  const suffix = host.startsWith('.') ? host : `.${host}`;
  // As in curl and Go, `.example.com` matches only subdomains, and `example.com` also matches the host itself.
  return (candidate, port) =>
    matchesPort(port) && isIP(candidate) === 0 && (candidate === host || candidate.endsWith(suffix));
}

function networkRule(address: string, bits: number): Rule {
  const family = isIP(address);
  if (family === 0 || bits > (family === 4 ? 32 : 128)) return () => false;
  const list = new BlockList();
  list.addSubnet(address, bits, family === 4 ? 'ipv4' : 'ipv6');
  return (candidate) => {
    const family = isIP(candidate);
    return family !== 0 && list.check(candidate, family === 4 ? 'ipv4' : 'ipv6');
  };
}

function sameAddress(a: string, b: string): boolean {
  const family = isIP(a);
  if (family === 0) return false;
  const list = new BlockList();
  list.addAddress(b, isIP(b) === 4 ? 'ipv4' : 'ipv6');
  return list.check(a, family === 4 ? 'ipv4' : 'ipv6');
}

function nonEmpty(text: string | undefined): string | undefined {
  const trimmed = text?.trim();
  return trimmed === '' ? undefined : trimmed;
}
