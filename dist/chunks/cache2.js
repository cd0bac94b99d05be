let require_rolldown_runtime;
let require_artifact_cache;
const require_run = require("./run.js");
let require_spec;
const require_options = require("./options.js");

// src/commands/cache.ts
const directory = require_run.option({
	type: require_options.path,
	positional: "directory",
	required: "give the directory of a cache",
	description: "Directory of a cache that \"pull --cache\" or \"push --cache\" created."
});
const count = require_run.output(require_run.numberOutput, "Number of blobs.", ({ entries }) => entries.length);
const bytes = require_run.output(require_run.numberOutput, "Bytes of the blobs.", ({ entries }) => bytesOf(entries));
const entriesOutput = (description) => require_run.output(require_run.jsonOutput, description, ({ entries }) => entries.map(entryJson));
const list = require_options.defineCommand({
	name: "cache list",
	summary: "list the content",
	description: "Lists the content of a cache, the most recently used first.",
	examples: [{
		comment: "List a cache",
		line: "cache list ~/.cache/artifacts"
	}],
	options: {
		directory,
		...require_options.resultOptions
	},
	outputs: {
		count,
		bytes,
		entries: entriesOutput("The blobs.")
	},
	async run(inputs, context) {
		const entries = await (await open(inputs.directory, context)).list({ signal: context.signal });
		return {
			result: {
				entries,
				damaged: []
			},
			lines: [...entries.map(entryLine), total("", entries)]
		};
	}
});
const clean = require_options.defineCommand({
	name: "cache clean",
	summary: "evict content",
	description: "Evicts all content, or the least recently used content above --max-size.",
	examples: [{
		comment: "Keep the most recent 5 GiB",
		line: "cache clean ~/.cache/artifacts --max-size 5GiB"
	}],
	options: {
		directory,
		"max-size": require_run.option({
			type: require_options.size,
			description: "Size of the content to keep, such as 5GiB."
		}),
		...require_options.resultOptions
	},
	outputs: {
		count,
		bytes,
		removed: entriesOutput("The evicted blobs.")
	},
	async run(inputs, context) {
		const { signal } = context;
		const cache = await open(inputs.directory, context);
		const removed = await (inputs.maxSize === void 0 ? cache.clean({ signal }) : cache.trim(inputs.maxSize, { signal }));
		return {
			result: {
				entries: removed,
				damaged: []
			},
			lines: [total("removed ", removed)]
		};
	}
});
const verify = require_options.defineCommand({
	name: "cache verify",
	summary: "hash all content, and remove damaged blobs",
	description: "Hashes all content and removes damaged blobs. The exit code is 1 if there were any.",
	examples: [{
		comment: "Verify a cache",
		line: "cache verify ~/.cache/artifacts"
	}],
	options: {
		directory,
		...require_options.resultOptions
	},
	outputs: {
		count,
		bytes,
		damaged: require_run.output(require_run.jsonOutput, "The removed blobs.", ({ damaged }) => damaged.map(entryJson))
	},
	async run(inputs, context) {
		const { signal } = context;
		const cache = await open(inputs.directory, context);
		const damaged = await cache.verify({ signal });
		const entries = await cache.list({ signal });
		const removed = `${require_run.formatNumber(damaged.length, "damaged blob")} removed from ${(require_spec ??= require("./spec.js")).printable(cache.path)}`;
		return {
			result: {
				entries,
				damaged
			},
			lines: [...damaged.map((entry) => `damaged  ${entryLine(entry)}`), total("intact: ", entries)],
			problem: damaged.length === 0 ? void 0 : `${removed}; the next pull fetches the content again`
		};
	}
});
const cache = {
	name: "cache",
	summary: "list, clean and verify a cache of artifacts",
	description: "Maintains a cache of artifacts. Other processes may use it at the same time.",
	commands: {
		list,
		clean,
		verify
	}
};
async function open(path, { label, log, signal }) {
	try {
		return await (require_artifact_cache ??= require("./artifact-cache.js")).ArtifactCache.open(path, {
			create: false,
			onWarning: (text) => {
				log.warning(text);
			},
			signal
		});
	} catch (error) {
		if ((require_spec ??= require("./spec.js")).isOciError(error, "NOT_FOUND")) throw (require_spec ??= require("./spec.js")).inputError(label("directory"), void 0, error.message, error);
		throw error;
	}
}
function entryJson(entry) {
	const { digest, size, usedAt, mediaType, title, repositories } = entry;
	return {
		digest,
		size,
		"used-at": new Date(usedAt).toISOString(),
		"media-type": mediaType,
		title,
		repositories
	};
}
function entryLine({ digest, size, usedAt, mediaType, title, repositories }) {
	const name = repositories.length > 0 ? repositories.join(", ") : [mediaType, title].filter((word) => word !== void 0).join(" ");
	const used = new Date(usedAt).toISOString();
	return `${require_run.shortDigest(digest)}  ${require_run.formatBytes(size).padStart(10)}  ${used}  ${(require_spec ??= require("./spec.js")).printable(name, 300)}`.trimEnd();
}
function total(prefix, entries) {
	return `${prefix}${require_run.formatNumber(entries.length, "blob")}, ${require_run.formatBytes(bytesOf(entries))}`;
}
function bytesOf(entries) {
	return entries.reduce((sum, { size }) => sum + size, 0);
}

exports.cache = cache;