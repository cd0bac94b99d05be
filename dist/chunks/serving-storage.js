let require_spec;
let require_options;
let require_transport;
let require_layout;
let node_path;
let node_fs_promises;

// src/connect/bucket-storage.ts
function isBucketUrl(text) {
	return text.startsWith("s3://");
}
async function openBucket(storage, options = {}) {
	const { openBucketStorage } = await Promise.resolve().then(() => require("./bucket.js"));
	return openBucketStorage(storage, options);
}

// src/commands/serving-storage.ts
const storageLayouts = ["per-repository", "shared"];
const minFreeBytes = 67108864;
async function openStorage(path, options, label) {
	await requireDirectory(path, options.create === true, label);
	await requireLayout(path, options.layout, label);
	const { layout: mode, readOnly, quota, allowSparse, journal, signal } = options;
	return (require_layout ??= require("./layout.js")).LayoutRegistry.open(path, {
		mode,
		readOnly,
		quota,
		allowSparse,
		journal,
		signal,
		minFreeBytes: readOnly === true ? void 0 : minFreeBytes
	});
}
async function requireDirectory(path, create, label) {
	const kind = await (require_transport ??= require("./transport.js")).kindOfTarget(path);
	if (kind === "directory") return;
	if (kind !== "absent") throw (require_spec ??= require("./spec.js")).inputError(label("storage"), path, "is not a directory; give a directory");
	if (!create) throw (require_spec ??= require("./spec.js")).inputError(label("storage"), path, "does not exist; give the storage directory of a registry");
	const parent = (0, (node_path ??= require("node:path")).dirname)(path);
	if (await (require_transport ??= require("./transport.js")).kindOfTarget(parent) !== "directory") throw (require_spec ??= require("./spec.js")).inputError(label("storage"), path, `cannot be created because ${parent} does not exist; create it, or give another directory`);
	try {
		await (0, (node_fs_promises ??= require("node:fs/promises")).mkdir)(path);
	} catch (error) {
		if ((require_options ??= require("./options.js")).errnoOf(error) !== "EEXIST") throw (require_options ??= require("./options.js")).fileSystemError(error, `create the storage directory ${path}`);
	}
}
async function requireLayout(path, layout, label) {
	const isOneLayout = await (require_transport ??= require("./transport.js")).kindOfTarget((0, (node_path ??= require("node:path")).join)(path, "oci-layout")) !== "absent";
	if (layout === "per-repository" && isOneLayout) throw (require_spec ??= require("./spec.js")).inputError(label("layout"), layout, `does not fit ${path}, which is one image layout; give shared, or another directory`);
	if (layout === "shared" && !isOneLayout) {
		const separate = await (require_layout ??= require("./layout.js")).LayoutRegistry.open(path, { readOnly: true });
		for await (const repository of separate.repositories({ limit: 1 })) throw (require_spec ??= require("./spec.js")).inputError(label("layout"), layout, `does not fit ${path}, in which ${repository} has its own layout; give per-repository, or another directory`);
	}
}

Object.defineProperty(exports, "isBucketUrl", {
  enumerable: true,
  get: function () {
    return isBucketUrl;
  }
});
Object.defineProperty(exports, "openBucket", {
  enumerable: true,
  get: function () {
    return openBucket;
  }
});
Object.defineProperty(exports, "openStorage", {
  enumerable: true,
  get: function () {
    return openStorage;
  }
});
Object.defineProperty(exports, "storageLayouts", {
  enumerable: true,
  get: function () {
    return storageLayouts;
  }
});