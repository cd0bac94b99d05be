import { n as fileSystemError, t as errnoOf } from "./file-system-error.js";
import { o as kindOfTarget } from "./lock-file.js";
import { t as LayoutRegistry } from "./registry.js";
import { i as inputError } from "./error.js";
import { dirname, join } from "node:path";
import { mkdir } from "node:fs/promises";

// src/commands/serving-storage.ts
const storageLayouts = ["per-repository", "shared"];
const minFreeBytes = 67108864;
async function openStorage(path, options, label) {
	await requireDirectory(path, options.create === true, label);
	await requireLayout(path, options.layout, label);
	const { layout: mode, readOnly, quota, allowSparse, journal, signal } = options;
	return LayoutRegistry.open(path, {
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
	const kind = await kindOfTarget(path);
	if (kind === "directory") return;
	if (kind !== "absent") throw inputError(label("storage"), path, "is not a directory; give a directory");
	if (!create) throw inputError(label("storage"), path, "does not exist; give the storage directory of a registry");
	const parent = dirname(path);
	if (await kindOfTarget(parent) !== "directory") throw inputError(label("storage"), path, `cannot be created because ${parent} does not exist; create it, or give another directory`);
	try {
		await mkdir(path);
	} catch (error) {
		if (errnoOf(error) !== "EEXIST") throw fileSystemError(error, `create the storage directory ${path}`);
	}
}
async function requireLayout(path, layout, label) {
	const isOneLayout = await kindOfTarget(join(path, "oci-layout")) !== "absent";
	if (layout === "per-repository" && isOneLayout) throw inputError(label("layout"), layout, `does not fit ${path}, which is one image layout; give shared, or another directory`);
	if (layout === "shared" && !isOneLayout) {
		const separate = await LayoutRegistry.open(path, { readOnly: true });
		for await (const repository of separate.repositories({ limit: 1 })) throw inputError(label("layout"), layout, `does not fit ${path}, in which ${repository} has its own layout; give per-repository, or another directory`);
	}
}

export { storageLayouts as n, openStorage as t };