import { formatBytes } from '../output/index.ts';
import {
  annotationCreated,
  isManifestMediaType,
  isNotFound,
  isOciError,
  isRfc3339,
  referrersTag,
  type Descriptor,
  type Digest,
} from '../spec/index.ts';
import { dateCell, manifestLink, note } from './cells.ts';
import { markup, type Html } from './html.ts';
import { cosignTags, referrerLabel, type ReferrerLabel } from './labels.ts';
import { pageLink } from './links.ts';
import type { PageRequest } from './request.ts';

/** Limits of the tree. A hostile registry could list referrers without end. */
const maxNodes = 200;
const maxLevels = 8;

interface Budget {
  remaining: number;
  isExceeded: boolean;
}

/** The referrers of a manifest, their referrers and so on, and the manifests under the tags of cosign. */
export async function referrerTree(request: PageRequest, repository: string, subject: Digest): Promise<Html> {
  const budget: Budget = { remaining: maxNodes, isExceeded: false };
  let nodes: readonly Html[];
  try {
    nodes = [
      ...(await nodesOf(request, repository, subject, budget, 1)),
      ...(await cosignNodes(request, repository, subject)),
    ];
  } catch (error) {
    if (!isOciError(error, 'UNSUPPORTED')) throw error;
    return note('This registry does not list referrers.');
  }
  if (nodes.length === 0) return markup`<p class="muted">No signatures, SBOMs, attestations or other referrers.</p>`;
  const rest = budget.isExceeded && note(`The tree shows at most ${maxNodes} referrers and ${maxLevels} levels.`);
  return markup`<ul class="tree">
      ${nodes}
    </ul>
    ${rest}`;
}

async function nodesOf(
  request: PageRequest,
  repository: string,
  subject: Digest,
  budget: Budget,
  level: number,
): Promise<readonly Html[]> {
  const nodes: Html[] = [];
  const { registry, signal } = request;
  for await (const referrer of registry.referrers(repository, subject, { signal })) {
    if (!isManifestMediaType(referrer.mediaType)) continue;
    if (level > maxLevels || budget.remaining-- <= 0) {
      budget.isExceeded = true;
      break;
    }
    const inner = await nodesOf(request, repository, referrer.digest, budget, level + 1);
    nodes.push(node(repository, referrer, inner));
  }
  return nodes;
}

function node(repository: string, referrer: Descriptor, inner: readonly Html[]): Html {
  const { digest, size, annotations, mediaType } = referrer;
  const type = referrer.artifactType ?? mediaType;
  const created = annotations?.[annotationCreated];
  const date = created !== undefined && isRfc3339(created) ? dateCell(created) : undefined;
  return markup`<li>
    <div class="node">
      ${badge(referrerLabel(type, annotations))}<span>${type}</span> ${manifestLink(repository, digest)}<span
        class="muted"
        >${formatBytes(size)}</span
      ><span class="muted">${date}</span>
    </div>
    ${
      inner.length > 0 &&
      markup`<ul>
        ${inner}
      </ul>`
    }
  </li> `;
}

async function cosignNodes(request: PageRequest, repository: string, subject: Digest): Promise<readonly Html[]> {
  const { registry, signal, onStale } = request;
  const nodes: Html[] = [];
  for (const [suffix, label] of cosignTags) {
    const tag = `${referrersTag(subject)}${suffix}`;
    try {
      const { size } = await registry.resolveTag(repository, tag, { signal, onStale });
      const link = markup`<a class="mono" href="${pageLink({ repository, tag })}">tag ${tag.slice(0, 19)}…${suffix}</a>`;
      nodes.push(
        markup`<li>
          <div class="node">
            ${badge(label)}<span>cosign</span> ${link}<span class="muted">${formatBytes(size)}</span>
          </div>
        </li> `,
      );
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
  return nodes;
}

function badge({ kind, text }: ReferrerLabel): Html {
  return markup`<span class="badge ${kind}">${text}</span>`;
}
