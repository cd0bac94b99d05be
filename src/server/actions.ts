import { deleteBlob, getBlob, headBlob } from './blobs.ts';
import { listReferrers, listRepositories, listTags } from './listings.ts';
import { deleteManifest, getManifest, headManifest, putManifest } from './manifests.ts';
import { showPage } from './page.ts';
import type { RequestContext } from './request-context.ts';
import type { Route, RouteKind, RouteOf } from './router.ts';
import { beginUpload, cancelUpload, patchUpload, putUpload, uploadStatus } from './uploads.ts';

/** A method on a route. */
export interface Action {
  /** Whether the action changes the registry. A read-only registry rejects it. */
  readonly writes: boolean;
  run(ctx: RequestContext): Promise<void> | undefined;
}

type RouteHandler<R> = (ctx: RequestContext, route: R) => Promise<void> | undefined;
type Table = { readonly [Kind in RouteKind]: Readonly<Record<string, RouteHandler<RouteOf<Kind>>>> };

const table: Table = {
  ping: { GET: ping, HEAD: ping },
  token: {},
  page: { GET: showPage, HEAD: showPage },
  catalog: { GET: listRepositories, HEAD: listRepositories },
  tags: { GET: listTags, HEAD: listTags },
  referrers: { GET: listReferrers, HEAD: listReferrers },
  manifest: { GET: getManifest, HEAD: headManifest, PUT: putManifest, DELETE: deleteManifest },
  blob: { GET: getBlob, HEAD: headBlob, DELETE: deleteBlob },
  uploads: { POST: beginUpload },
  upload: { GET: uploadStatus, HEAD: uploadStatus, PATCH: patchUpload, PUT: putUpload, DELETE: cancelUpload },
};

const readMethods: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/** The action of a method on a route; undefined for a method that the route does not support. */
export function actionOf(route: Route, method: string): Action | undefined {
  const methods = methodsOf(route);
  const handle = Object.hasOwn(methods, method) ? methods[method] : undefined;
  return handle && { writes: !readMethods.has(method), run: (ctx) => handle(ctx, route) };
}

export function allowedMethods(route: Route, readOnly: boolean): readonly string[] {
  return Object.keys(methodsOf(route)).filter((method) => !readOnly || readMethods.has(method));
}

function methodsOf(route: Route): Readonly<Record<string, RouteHandler<Route>>> {
  // The cast is safe, because the table has the handlers of each kind of route under that kind.
  return table[route.kind] as Readonly<Record<string, RouteHandler<Route>>>;
}

function ping(ctx: RequestContext): undefined {
  ctx.reply.send(200, ['content-type', 'application/json'], '{}');
}
