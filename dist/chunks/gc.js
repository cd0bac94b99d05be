import { i as oneOf, n as duration } from "./inputs-values.js";
import { n as storageLayouts, t as openStorage } from "./serving-storage.js";
import { i as formatNumber, t as formatBytes } from "./format.js";
import { i as textOf, n as flagOf, r as parseCommand, t as cliLabel } from "./options.js";
import { i as inputError } from "./error.js";
import { resolve } from "node:path";

// src/cli/gc.ts
const options = {
	storage: { type: "string" },
	layout: { type: "string" },
	grace: { type: "string" },
	"dry-run": { type: "boolean" },
	json: { type: "boolean" }
};
const gcCommand = async (args, context) => {
	const { terminal, signal } = context;
	const parsed = parseCommand("gc", args, options, []);
	const storage = textOf(parsed, "storage")?.trim() ?? "";
	if (storage === "") throw inputError(cliLabel("storage"), void 0, "it is missing; give the directory that a registry was stored in");
	const layout = oneOf(cliLabel("layout"), textOf(parsed, "layout") ?? "per-repository", storageLayouts);
	const graceMs = duration(cliLabel("grace"), textOf(parsed, "grace") ?? "1h") ?? 0;
	const dryRun = flagOf(parsed, "dry-run");
	context.describe({
		directoryInput: "storage",
		placeInput: "storage"
	});
	const deleted = await (await openStorage(resolve(storage), {
		layout,
		signal
	}, cliLabel)).gc({
		graceMs,
		dryRun,
		signal
	});
	const bytes = deleted.reduce((sum, { size }) => sum + size, 0);
	if (flagOf(parsed, "json")) {
		terminal.out(JSON.stringify({
			"dry-run": dryRun,
			count: deleted.length,
			bytes,
			deleted: deleted.map(({ digest, size }) => ({
				digest,
				size
			}))
		}));
		return;
	}
	for (const { digest, size } of deleted) terminal.out(`${digest}  ${formatBytes(size)}`);
	terminal.out(`${dryRun ? "would delete" : "deleted"} ${formatNumber(deleted.length, "blob")}, ${formatBytes(bytes)}`);
};

export { gcCommand };