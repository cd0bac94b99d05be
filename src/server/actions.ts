import { deleteBlob, getBlob, headBlob } from './blobs.ts';
import { listRepositories } from './catalog.ts';
import type { RequestContext } from './request-context.ts';
import { deleteManifest, getManifest, headManifest, putManifest } from './manifests.ts';
import { listReferrers } from './referrers.ts';
import { reply } from './reply.ts';
import type { Route, RouteKind } from './router.ts';
import { listTags } from './tags.ts';
import { beginUpload, cancelUpload, patchUpload, putUpload, uploadStatus } from './uploads.ts';

export interface Action {
  /** It changes something, so that a read-only registry refuses it. */
  readonly writes: boolean;
  run(ctx: RequestContext): Promise<void> | undefined;
}

type Serve<R> = (ctx: RequestContext, route: R) => Promise<void> | undefined;
type Table = { readonly [K in RouteKind]: Readonly<Record<string, Serve<Extract<Route, { kind: K }>>>> };

const table: Table = {
  ping: { GET: ping, HEAD: ping },
  token: {},
  catalog: { GET: listRepositories, HEAD: listRepositories },
  tags: { GET: (ctx, { name }) => listTags(ctx, name), HEAD: (ctx, { name }) => listTags(ctx, name) },
  referrers: {
    GET: (ctx, { name, digest }) => listReferrers(ctx, name, digest),
    HEAD: (ctx, { name, digest }) => listReferrers(ctx, name, digest),
  },
  manifest: {
    GET: (ctx, { name, reference, digest }) => getManifest(ctx, name, reference, digest),
    HEAD: (ctx, { name, reference, digest }) => headManifest(ctx, name, reference, digest),
    PUT: (ctx, { name, reference, digest }) => putManifest(ctx, name, reference, digest),
    DELETE: (ctx, { name, reference, digest }) => deleteManifest(ctx, name, reference, digest),
  },
  blob: {
    GET: (ctx, { name, digest }) => getBlob(ctx, name, digest),
    HEAD: (ctx, { name, digest }) => headBlob(ctx, name, digest),
    DELETE: (ctx, { name, digest }) => deleteBlob(ctx, name, digest),
  },
  uploads: { POST: (ctx, { name }) => beginUpload(ctx, name) },
  upload: {
    GET: (ctx, { name, id }) => uploadStatus(ctx, name, id),
    HEAD: (ctx, { name, id }) => uploadStatus(ctx, name, id),
    PATCH: (ctx, { name, id }) => patchUpload(ctx, name, id),
    PUT: (ctx, { name, id }) => putUpload(ctx, name, id),
    DELETE: (ctx, { name, id }) => cancelUpload(ctx, name, id),
  },
};

const reading: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/** What a method does on a route; undefined when it is none for it. */
export function actionOf(route: Route, method: string): Action | undefined {
  const methods = methodsOf(route);
  const serve = Object.hasOwn(methods, method) ? methods[method] : undefined;
  return serve && { writes: !reading.has(method), run: (ctx) => serve(ctx, route) };
}

export function allowedMethods(route: Route, readOnly: boolean): readonly string[] {
  return Object.keys(methodsOf(route)).filter((method) => !readOnly || reading.has(method));
}

function methodsOf(route: Route): Readonly<Record<string, Serve<Route>>> {
  // The table's own type ties each function to its kind of route, and a route is looked up by its kind.
  return table[route.kind] as Readonly<Record<string, Serve<Route>>>;
}

function ping(ctx: RequestContext): undefined {
  reply(ctx, 200, ['content-type', 'application/json'], '{}');
}
