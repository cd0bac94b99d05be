import { shellWord } from '../output/index.ts';
import { bareHost, isLoopbackHost } from '../spec/index.ts';
import { copyable } from './cells.ts';
import { markup, type Html } from './html.ts';

/** What the commands are about. */
export interface CommandTarget {
  /** `registry/repository:tag` or `registry/repository@digest`. */
  readonly reference: string;
  /** Host and port. */
  readonly host: string;
  readonly isSecure: boolean;
  /** Whether docker and crane can pull it as an image. */
  readonly isImage: boolean;
}

/** Commands of several tools to copy. */
export function commandList(target: CommandTarget): Html {
  const items = commandLines(target).map(
    ([tool, line]) =>
      markup`<dt>${tool}</dt>
        <dd>${copyable(line)}</dd> `,
  );
  return markup`<dl class="commands">${items}</dl>`;
}

/** The name of a tool and a command, for each tool. */
export function commandLines(target: CommandTarget): readonly (readonly [tool: string, line: string])[] {
  const { host, isSecure, isImage } = target;
  const reference = shellWord(target.reference);
  // The tools use plain HTTP for loopback addresses without an option, but oras only for this name.
  const isPlain = !isSecure && !isLoopbackHost(host);
  const plain = isPlain ? '--plain-http ' : '';
  const orasPlain = isSecure || bareHost(host) === 'localhost' ? '' : '--plain-http ';
  const crane = isPlain ? 'crane --insecure' : 'crane';
  return [
    ['oci-artifact', `oci-artifact pull ${plain}${reference} -o out`],
    ['oras', `oras pull ${orasPlain}${reference}`],
    ['crane', isImage ? `${crane} pull ${reference} image.tar` : `${crane} manifest ${reference}`],
    ['docker', isImage ? `docker pull ${reference}` : `docker buildx imagetools inspect ${reference}`],
  ];
}
