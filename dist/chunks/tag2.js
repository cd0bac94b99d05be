import { t as tagN } from "./tag.js";
import { i as formatLocation, o as referenceOf, s as repositoryOf } from "./output-target.js";
import { l as isTag } from "./reference.js";
import { i as inputError } from "./error.js";
import { n as flagOf } from "./options.js";
import { t as withReference } from "./resolve-reference.js";

// src/cli/tag.ts
const tagCommand = (args, context) => withReference({
	name: "tag",
	more: ["tag…"],
	writes: true
}, args, context, async ({ parsed, endpoint, repository, call }) => {
	const tags = [...new Set(parsed.positionals.slice(1))];
	for (const tag of tags) if (!isTag(tag)) throw inputError("<tag>", tag, "is not a tag; use letters, digits, \"_\", \".\" and \"-\", not \".\" or \"-\" first, at most 128 characters");
	const { digest } = await tagN(repository, referenceOf(endpoint), tags, call);
	const references = tags.map((tag) => formatLocation({
		...repositoryOf(endpoint),
		tag
	}));
	if (flagOf(parsed, "json")) context.terminal.out(JSON.stringify({
		digest,
		tags: references
	}));
	else for (const reference of references) context.terminal.out(`${reference} points to ${digest}`);
});

export { tagCommand };