import { o as getState, u as saveState } from "./core.js";
import { N as isRecord, et as isDigest } from "./spec.js";

// src/action/docker-entry-state.ts
const name = "docker-entry";
function saveDockerEntry(saved) {
	saveState(name, JSON.stringify(saved));
}
function readDockerEntry() {
	let value;
	try {
		value = JSON.parse(getState(name));
	} catch {
		return;
	}
	if (!isRecord(value)) return void 0;
	const { path, key, entry, pid } = value;
	if (typeof path !== "string" || typeof key !== "string" || typeof entry !== "string" || !isDigest(entry) || typeof pid !== "number") return void 0;
	return {
		path,
		key,
		entry,
		pid,
		created: value["created"] === true,
		added: value["added"] === true,
		kept: false,
		placeholder: value["placeholder"] === true
	};
}

export { saveDockerEntry as n, readDockerEntry as t };