import { option, type Option } from './option.ts';
import { flag } from './option-types.ts';

/** @param tags the sentence about the tags that are written */
export function semverTagsOption(tags: string): Option<boolean> {
  return option({
    type: flag,
    default: false,
    description:
      `${tags} No tag moves to a lower version than one that the repository has, and a pre-release gets only its own ` +
      'tag. A notice names each tag that does not move.',
    cliDescription:
      'Write the tags 1.2.3, 1.2, 1 and latest of the version 1.2.3. No tag moves to a lower version than one that ' +
      'the repository has, and a pre-release gets only its own tag.',
  });
}
