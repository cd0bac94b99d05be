const require_spec = require("./spec.js");

// src/commands/list.ts
const commands = {
	push: async () => (await Promise.resolve().then(() => require("./push.js"))).push,
	pull: async () => (await Promise.resolve().then(() => require("./pull.js"))).pull,
	copy: async () => (await Promise.resolve().then(() => require("./copy.js"))).copy,
	attach: async () => (await Promise.resolve().then(() => require("./attach.js"))).attach,
	index: async () => (await Promise.resolve().then(() => require("./create-index.js"))).index,
	join: async () => (await Promise.resolve().then(() => require("./join.js"))).join,
	verify: async () => (await Promise.resolve().then(() => require("./verify.js"))).verify,
	resolve: async () => (await Promise.resolve().then(() => require("./resolve.js"))).resolve,
	tag: async () => (await Promise.resolve().then(() => require("./tag.js"))).tag,
	annotate: async () => (await Promise.resolve().then(() => require("./annotate.js"))).annotate,
	repos: async () => (await Promise.resolve().then(() => require("./repos.js"))).repos,
	tags: async () => (await Promise.resolve().then(() => require("./tags.js"))).tags,
	referrers: async () => (await Promise.resolve().then(() => require("./referrers2.js"))).referrers,
	manifest: async () => (await Promise.resolve().then(() => require("./manifest.js"))).manifest,
	blob: async () => (await Promise.resolve().then(() => require("./blob.js"))).blob,
	delete: async () => (await Promise.resolve().then(() => require("./delete.js"))).deleteCommand,
	prune: async () => (await Promise.resolve().then(() => require("./prune.js"))).pruneCommand,
	serve: async () => (await Promise.resolve().then(() => require("./serve.js")).then((n) => n.serve_exports)).serve,
	gc: async () => (await Promise.resolve().then(() => require("./gc.js"))).gc,
	login: async () => (await Promise.resolve().then(() => require("./login.js"))).login,
	logout: async () => (await Promise.resolve().then(() => require("./login.js"))).logout,
	sif: async () => (await Promise.resolve().then(() => require("./sif2.js"))).sif,
	cache: async () => (await Promise.resolve().then(() => require("./cache2.js"))).cache,
	demo: async () => (await Promise.resolve().then(() => require("./demo.js"))).demo,
	completion: async () => (await Promise.resolve().then(() => require("./completion.js"))).completion
};
const aliases = {
	cp: "copy",
	discover: "referrers",
	ls: "tags"
};
const actions = {
	push: commands.push,
	pull: commands.pull,
	copy: commands.copy,
	attach: commands.attach,
	index: commands.index,
	prune: commands.prune,
	serve: commands.serve,
	cache: async () => (await Promise.resolve().then(() => require("./job-cache.js"))).cacheAction,
	"cache-restore": async () => (await Promise.resolve().then(() => require("./job-cache.js"))).cacheRestore,
	"cache-save": async () => (await Promise.resolve().then(() => require("./job-cache.js"))).cacheSave
};

// src/commands/output.ts
const maxJsonBytes = 131072;
function output(type, description, value, total) {
	return {
		type,
		description,
		value,
		...total === void 0 ? {} : { total }
	};
}
const digestOutput = { isValid: require_spec.isDigest };
const digestsOutput = { isValid: (text) => text.split("\n").every(require_spec.isDigest) };
const referenceOutput = { isValid: isReference };
const referencesOutput = { isValid: (text) => text.split("\n").every(isReference) };
const mediaTypeOutput = { isValid: require_spec.isMediaType };
const numberOutput = { isValid: (text) => /^\d{1,16}$/.test(text) };
const booleanOutput = { isValid: (text) => text === "true" || text === "false" };
const lineOutput = { isValid: isOneLine };
const linesOutput = { isValid: (text) => text.split("\n").every(isOneLine) };
const checksumsOutput = { isValid: (text) => text.split("\n").every((line) => /^(?:[0-9a-f]{64}|[0-9a-f]{128}) {2}\S+$/.test(line)) };
const foreignMediaTypeOutput = {
	isValid: require_spec.isMediaType,
	toText: (value, { name, warn }) => {
		const text = String(value);
		if (text === "" || require_spec.isMediaType(text)) return text;
		warn(`the artifact type "${require_spec.printable(text, 200)}" is not a media type; the output ${name} is empty`);
		return "";
	}
};
const jsonOutput = {
	isValid: isOneLine,
	toText: (value, { name, total, warn }) => {
		const isList = Array.isArray(value);
		const items = isList ? value.map(jsonLine) : Object.entries(value).map(([key, each]) => `${jsonLine(key)}:${jsonLine(each)}`);
		const shown = itemsWithinLimit(items);
		const all = total ?? items.length;
		if (shown.length < all) warn(`${all - shown.length} of ${all} items are left out of the output ${name}, which would be too long`);
		return isList ? `[${shown.join(",")}]` : `{${shown.join(",")}}`;
	}
};
function resultOutputs(content) {
	return {
		digest: output(digestOutput, `Digest (\`sha256:\u2026\`) of the ${content}.`, (result) => result.digest),
		reference: output(lineOutput, "`registry/repository:tag`; the pinned reference if no tag was written; for a layout its path with the tag or digest.", (result) => result.reference),
		"pinned-reference": output(referenceOutput, "`registry/repository@sha256:\u2026`, for cosign and Notation. Empty for a layout.", (result) => result.pinnedReference),
		name: output(referenceOutput, "`registry/repository`, lower case, for the `subject-name` of an attestation. Empty for a layout.", (result) => result.name),
		tags: output(referencesOutput, "Full references, one per line. Empty for a layout.", (result) => result.tags),
		"media-type": output(mediaTypeOutput, `Media type of the ${content}.`, (result) => result.mediaType),
		"artifact-type": output(mediaTypeOutput, `Artifact type of the ${content}.`, (result) => result.artifactType),
		size: output(numberOutput, `Size of the ${content} in bytes.`, (result) => result.size),
		checksums: output(checksumsOutput, "`<hex>  <name>` lines, for the `subject-checksums` of an attestation. Empty for a layout.", (result) => result.checksums)
	};
}
function outputValues(outputs, result) {
	return Object.fromEntries(Object.entries(outputs).map(([name, output]) => [name, output.value(result)]));
}
function outputTexts(outputs, result, warn) {
	const texts = Object.entries(outputs).map(([name, output]) => {
		const value = output.value(result);
		const text = output.type.toText?.(value, {
			name,
			total: output.total?.(result),
			warn
		}) ?? (Array.isArray(value) ? value.join("\n") : String(value));
		if (text !== "" && !output.type.isValid(text)) throw new require_spec.OciError("PROTOCOL", `output ${name} has an invalid value "${require_spec.printable(text, 200)}"; no outputs were set`);
		return [name, text];
	});
	return Object.fromEntries(texts);
}
function isReference(text) {
	try {
		require_spec.parseReference(text);
		return isOneLine(text);
	} catch {
		return false;
	}
}
function isOneLine(text) {
	return text === require_spec.printable(text, Infinity);
}
function jsonLine(value) {
	const json = JSON.stringify(value);
	return require_spec.printable(json, json.length);
}
function itemsWithinLimit(items) {
	let left = maxJsonBytes;
	const end = items.findIndex((item) => (left -= Buffer.byteLength(item) + 1) < 0);
	return end < 0 ? items : items.slice(0, end);
}

Object.defineProperty(exports, "actions", {
  enumerable: true,
  get: function () {
    return actions;
  }
});
Object.defineProperty(exports, "aliases", {
  enumerable: true,
  get: function () {
    return aliases;
  }
});
Object.defineProperty(exports, "booleanOutput", {
  enumerable: true,
  get: function () {
    return booleanOutput;
  }
});
Object.defineProperty(exports, "commands", {
  enumerable: true,
  get: function () {
    return commands;
  }
});
Object.defineProperty(exports, "digestOutput", {
  enumerable: true,
  get: function () {
    return digestOutput;
  }
});
Object.defineProperty(exports, "digestsOutput", {
  enumerable: true,
  get: function () {
    return digestsOutput;
  }
});
Object.defineProperty(exports, "foreignMediaTypeOutput", {
  enumerable: true,
  get: function () {
    return foreignMediaTypeOutput;
  }
});
Object.defineProperty(exports, "jsonOutput", {
  enumerable: true,
  get: function () {
    return jsonOutput;
  }
});
Object.defineProperty(exports, "lineOutput", {
  enumerable: true,
  get: function () {
    return lineOutput;
  }
});
Object.defineProperty(exports, "linesOutput", {
  enumerable: true,
  get: function () {
    return linesOutput;
  }
});
Object.defineProperty(exports, "mediaTypeOutput", {
  enumerable: true,
  get: function () {
    return mediaTypeOutput;
  }
});
Object.defineProperty(exports, "numberOutput", {
  enumerable: true,
  get: function () {
    return numberOutput;
  }
});
Object.defineProperty(exports, "output", {
  enumerable: true,
  get: function () {
    return output;
  }
});
Object.defineProperty(exports, "outputTexts", {
  enumerable: true,
  get: function () {
    return outputTexts;
  }
});
Object.defineProperty(exports, "outputValues", {
  enumerable: true,
  get: function () {
    return outputValues;
  }
});
Object.defineProperty(exports, "referenceOutput", {
  enumerable: true,
  get: function () {
    return referenceOutput;
  }
});
Object.defineProperty(exports, "referencesOutput", {
  enumerable: true,
  get: function () {
    return referencesOutput;
  }
});
Object.defineProperty(exports, "resultOutputs", {
  enumerable: true,
  get: function () {
    return resultOutputs;
  }
});