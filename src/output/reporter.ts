import type { OperationEvent, Progress } from '../spec/index.ts';
import { formatBytes, formatNumber, shortDigest } from './format.ts';

/** A workflow log or a terminal. */
export interface Reporter {
  /** Begins a section of the log and ends the previous one. */
  phase(title: string): void;
  line(text: string): void;
  notice(text: string): void;
  warning(text: string): void;
  debug(text: string): void;
  progress(progress: Progress): void;
  /** Receives the content that was uploaded and the tags that were written. */
  completed?(event: CompletedEvent): void;
  /** Hides a secret, before its first use. */
  hide(secret: string): void;
}

/** A blob or a tag that an operation wrote. */
export type CompletedEvent = Extract<OperationEvent, { readonly kind: 'blob' | 'tag' }>;

const phaseTitles = { package: 'Package', push: 'Push', tag: 'Tag' } as const;
const blobStates = {
  uploaded: 'uploaded',
  exists: 'already exists',
  mounted: 'mounted from another repository',
} as const;
const tagTexts = {
  written: (tag: string) => `tagged ${tag}`,
  unchanged: (tag: string) => `tag ${tag} is unchanged`,
  skipped: (tag: string) => `tag ${tag} skipped (it points to another artifact)`,
} as const;

/** Maximum number of paths listed. */
const maxCredentialFiles = 20;

/** Reports an event of an operation. @param isLocal whether it writes only to image layouts */
export function reportEvent(event: OperationEvent, to: Reporter, isLocal = false): void {
  switch (event.kind) {
    case 'phase':
      to.phase(phaseTitles[event.phase]);
      break;
    case 'progress':
      to.progress(event);
      break;
    case 'warning':
      to.warning(event.text);
      break;
    case 'notice':
      to.notice(event.text);
      break;
    case 'line':
    case 'retry':
      to.line(event.text);
      break;
    case 'excluded':
      to.warning(`${formatNumber(event.count, 'path')} excluded by patterns`);
      break;
    case 'credential-files':
      to.warning(credentialFiles(event.paths));
      break;
    case 'blob':
      to.completed?.(event);
      to.line(
        `${shortDigest(event.digest)} (${formatBytes(event.size)}) ${isLocal && event.state === 'uploaded' ? 'written' : blobStates[event.state]}`,
      );
      break;
    case 'tag':
      to.completed?.(event);
      to.line(tagTexts[event.state](event.tag));
      break;
  }
}

function credentialFiles(paths: readonly string[]): string {
  const shown = paths.slice(0, maxCredentialFiles).join(', ');
  const more = paths.length > maxCredentialFiles ? ` and ${paths.length - maxCredentialFiles} more` : '';
  const [files, them] = paths.length === 1 ? ['a file that usually has', 'it'] : ['files that usually have', 'them'];
  return `the artifact contains ${files} credentials: ${shown}${more}; exclude ${them} unless this is intended`;
}
