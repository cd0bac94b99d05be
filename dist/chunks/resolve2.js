import { r as resolve } from "./resolve.js";
import { t as readPlatform } from "./inputs-platform.js";
import { i as resultOutputs } from "./outcome.js";
import { t as resultAt } from "./result.js";
import { o as referenceOf } from "./output-target.js";
import { i as textOf, n as flagOf, t as cliLabel } from "./options.js";
import { t as withReference } from "./resolve-reference.js";

// src/cli/resolve.ts
const resolveCommand = (args, context) => withReference({
	name: "resolve",
	options: { platform: { type: "string" } }
}, args, context, async ({ parsed, endpoint, repository, call }) => {
	const targetPlatform = readPlatform("platform", textOf(parsed, "platform"), cliLabel);
	const descriptor = await resolve(repository, referenceOf(endpoint), {
		...call,
		targetPlatform
	});
	if (!flagOf(parsed, "json")) {
		context.terminal.out(descriptor.digest);
		return;
	}
	const tags = endpoint.tag === void 0 || targetPlatform !== void 0 ? [] : [endpoint.tag];
	const { "artifact-type": _, checksums: __, tags: ___, ...outputs } = resultOutputs(resultAt(endpoint, {
		...descriptor,
		artifactType: void 0
	}, tags));
	context.terminal.out(JSON.stringify(outputs));
});

export { resolveCommand };