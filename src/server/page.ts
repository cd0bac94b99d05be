import type { IncomingMessage } from 'node:http';
import { checkRepositoryName } from '../spec/index.ts';
import type { PageRequest, RegistryPage } from '../page/index.ts';
import { pullAccess } from './access.ts';
import type { Failure, Reply } from './reply.ts';
import type { RequestContext } from './request-context.ts';
import type { RouteOf } from './router.ts';
import { queryValue, type Target } from './target.ts';

/** Whether a browser requests the page. Registry clients do not accept HTML, and use other paths. */
export function isPageRequest({ method, url, headers }: IncomingMessage): boolean {
  if (url !== '/' && url?.startsWith('/?') !== true) return false;
  return (method === 'GET' || method === 'HEAD') && /\btext\/html\b/i.test(headers.accept ?? '');
}

/** The route of a request for the page. @throws OciError `INPUT_INVALID`, `NAME_INVALID` */
export function pageRoute({ query }: Target): RouteOf<'page'> {
  const name = queryValue(new URLSearchParams(query), 'repository');
  return { kind: 'page', name: name === undefined || name === '' ? undefined : checkRepositoryName(name) };
}

/** `GET /` of a browser. The code of the page is loaded with its first request. */
export async function showPage(ctx: RequestContext, { name }: RouteOf<'page'>): Promise<void> {
  const { authorize } = ctx.settings;
  const { query } = ctx;
  const page = await ctx.page();
  const request: PageRequest = {
    registry: ctx.registry,
    parameter: (key) => queryValue(query, key) || undefined,
    repository: name,
    host: ctx.header('host') ?? '',
    isSecure: isSecure(ctx.req),
    isVisible: (repository) => authorize?.(ctx.principal.name, pullAccess(repository)) ?? true,
    signal: ctx.signal,
    onStale: ctx.onStale,
  };
  const { status, headers, body } = await page.show(request);
  ctx.reply.send(status, headers, body);
}

/** Creates the page at its first use. */
export function pageLoader(options: { readonly details?: boolean | undefined }): () => Promise<RegistryPage> {
  let page: Promise<RegistryPage> | undefined;
  return () => (page ??= import('../page/index.ts').then(({ RegistryPage: Page }) => new Page(options)));
}

/** Sends an error to a browser. */
export async function failPage(req: IncomingMessage, reply: Reply, error: unknown): Promise<void> {
  const page = await import('../page/index.ts').catch(() => undefined);
  if (page === undefined) reply.fail(error);
  else
    reply.fail(error, ({ status, code, message, headers }: Failure) =>
      page.errorPage({ host: req.headers.host ?? '', status, code, message, challenges: schemesOf(headers) }),
    );
}

function schemesOf(headers: readonly string[]): readonly string[] {
  return headers.filter((_, index) => headers[index - 1] === 'www-authenticate').map((value) => firstWord(value));
}

function firstWord(text: string): string {
  return (text.split(' ', 1)[0] ?? '').toLowerCase();
}

/** A proxy that ends TLS sets the header. It changes only the commands that the page shows. */
function isSecure({ socket, headers }: IncomingMessage): boolean {
  return ('encrypted' in socket && socket.encrypted === true) || headers['x-forwarded-proto'] === 'https';
}
