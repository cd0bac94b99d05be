const require_run = require("./run.js");
let require_spec;
const require_options = require("./options.js");

// src/commands/backup-options.ts
const backupOptions = {
	tags: require_run.option({
		type: require_options.words("tag"),
		defaultText: "all tags",
		description: "Tags to copy. Without them, all tags are copied.",
		cliDescription: "Copy only this tag."
	}),
	referrers: require_run.option({
		type: require_options.flag,
		default: true,
		description: "Leave out referrers and the tags of cosign."
	}),
	...require_options.runOptions,
	concurrency: require_options.concurrency(4, "blobs and manifests that are copied"),
	...require_options.resultOptions
};
const backupOutputs = {
	references: require_run.output(require_run.linesOutput, "References of the copies, one per line.", ({ references }) => references),
	digests: require_run.output(require_run.digestsOutput, "Their digests, one per line.", ({ copies }) => copies.map(({ digest }) => digest)),
	"copied-bytes": require_run.output(require_run.numberOutput, "Bytes that were transferred.", ({ copies }) => bytesOf(copies))
};
function itemsOf(source, target, tagged, names, label) {
	if (tagged.digest !== void 0) throw (require_spec ??= require("./spec.js")).inputError(label("tags"), tagged.digest, "is a digest, but a backup consists of tags; omit it");
	const tags = /* @__PURE__ */ new Set([...tagged.tag === void 0 ? [] : [tagged.tag], ...names.map((tag) => require_options.bareTag(label("tags"), tag))]);
	const [from, to] = [(require_spec ??= require("./spec.js")).repositoryOf(source), (require_spec ??= require("./spec.js")).repositoryOf(target)];
	const named = [...tags].map((tag) => ({
		source: withTag(from, tag),
		target: to
	}));
	return tags.size === 0 ? {
		items: [{
			source: from,
			target: to
		}],
		allTags: true
	} : {
		items: named,
		allTags: false
	};
}
function withTag(home, tag) {
	return {
		...home,
		tag
	};
}
function copyEvents(context, isLocal = false) {
	return {
		...require_options.operationOptions(context, isLocal),
		onCopied: ({ source, digest }) => {
			context.log.line(`copied ${source} (${digest})`);
		}
	};
}
function copiesText(copies) {
	const companions = copies.reduce((sum, copy) => sum + copy.companions, 0);
	const more = companions === 0 ? "" : ` with ${require_run.formatNumber(companions, "referrer")}`;
	return `${require_run.formatNumber(copies.length, "tag")}${more}, ${require_run.formatBytes(bytesOf(copies))}`;
}
function bytesOf(copies) {
	return copies.reduce((sum, { copiedBytes }) => sum + copiedBytes, 0);
}

Object.defineProperty(exports, "backupOptions", {
  enumerable: true,
  get: function () {
    return backupOptions;
  }
});
Object.defineProperty(exports, "backupOutputs", {
  enumerable: true,
  get: function () {
    return backupOutputs;
  }
});
Object.defineProperty(exports, "copiesText", {
  enumerable: true,
  get: function () {
    return copiesText;
  }
});
Object.defineProperty(exports, "copyEvents", {
  enumerable: true,
  get: function () {
    return copyEvents;
  }
});
Object.defineProperty(exports, "itemsOf", {
  enumerable: true,
  get: function () {
    return itemsOf;
  }
});