import { checkRepositoryName } from '../spec/index.ts';
import { pullOf } from './access.ts';
import type { RequestContext } from './request-context.ts';
import { nextLink, pageRequest, readPage } from './page.ts';
import { reply } from './reply.ts';

/** `GET /v2/_catalog`: the repositories that the caller may pull from. */
export async function listRepositories(ctx: RequestContext): Promise<void> {
  const { limit, startAfter } = pageRequest(ctx);
  if (startAfter !== undefined) checkRepositoryName(startAfter);
  // Names that are left out do not count, so no limit is passed on; reading stops when the page is full.
  const { names, more } = await readPage(ctx.registry.repositories({ startAfter, signal: ctx.signal }), limit, (name) =>
    mayList(ctx, name),
  );
  const last = names.at(-1);
  const link = more && last !== undefined ? nextLink('/v2/_catalog', { n: String(limit), last }) : [];
  reply(ctx, 200, ['content-type', 'application/json', ...link], JSON.stringify({ repositories: names }));
}

// A token that allows the catalogue names no repositories; with user rules at hand those decide.
function mayList(ctx: RequestContext, name: string): boolean | Promise<boolean> {
  return ctx.settings.authorize?.(ctx.principal.name, pullOf(name)) ?? true;
}
