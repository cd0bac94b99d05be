import { i as formatLocation } from "./output-target.js";
import { f as printable, i as inputError } from "./error.js";
import { n as flagOf, t as cliLabel } from "./options.js";
import { t as withReference } from "./resolve-reference.js";

// src/cli/tags.ts
const tagsCommand = (args, context) => withReference({ name: "tags" }, args, context, async ({ parsed, endpoint, repository, call }) => {
	const name = formatLocation(endpoint);
	if (endpoint.tag !== void 0 || endpoint.digest !== void 0) throw inputError(cliLabel("reference"), name, "names one manifest; name the repository alone");
	if (flagOf(parsed, "json")) {
		context.terminal.out(JSON.stringify({
			name,
			tags: await Array.fromAsync(repository.tags(call))
		}));
		return;
	}
	for await (const tag of repository.tags(call)) context.terminal.out(printable(tag));
});

export { tagsCommand };