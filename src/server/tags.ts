import { checkTag } from '../spec/index.ts';
import type { RequestContext } from './request-context.ts';
import { nextLink, pageRequest, readPage } from './page.ts';
import { reply } from './reply.ts';

/** `GET /v2/<name>/tags/list` */
export async function listTags(ctx: RequestContext, name: string): Promise<void> {
  const { limit, startAfter } = pageRequest(ctx);
  if (startAfter !== undefined) checkTag(startAfter);
  const { names, more } = await readPage(
    ctx.registry.tags(name, { startAfter, limit: limit + 1, signal: ctx.signal }),
    limit,
  );
  const last = names.at(-1);
  const link = more && last !== undefined ? nextLink(`/v2/${name}/tags/list`, { n: String(limit), last }) : [];
  reply(ctx, 200, ['content-type', 'application/json', ...link], JSON.stringify({ name, tags: names }));
}
