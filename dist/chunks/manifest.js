import { t as fetchBytes } from "./fetch.js";
import { t as readPlatform } from "./inputs-platform.js";
import { I as parseManifest } from "./scrub.js";
import { f as printable } from "./error.js";
import { o as referenceOf } from "./output-target.js";
import { i as textOf, n as flagOf, t as cliLabel } from "./options.js";
import { t as withReference } from "./resolve-reference.js";

// src/cli/manifest.ts
const manifestCommand = (args, context) => withReference({
	name: "manifest",
	options: { platform: { type: "string" } }
}, args, context, async ({ parsed, endpoint, repository, call }) => {
	const targetPlatform = readPlatform("platform", textOf(parsed, "platform"), cliLabel);
	const { bytes, descriptor } = await fetchBytes(repository, referenceOf(endpoint), {
		...call,
		targetPlatform
	});
	parseManifest(bytes, descriptor.mediaType);
	const text = new TextDecoder().decode(bytes);
	if (flagOf(parsed, "json")) {
		context.terminal.out(text);
		return;
	}
	for (const line of JSON.stringify(JSON.parse(text), void 0, 2).split("\n")) context.terminal.out(printable(line, Infinity));
});

export { manifestCommand };