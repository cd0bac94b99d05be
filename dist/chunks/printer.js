import { m as printable } from "./error.js";

// src/output/printer.ts
const minSecretLength = 4;
function safeLine(text) {
	const line = printable(text).replaceAll("##[", "## [");
	return line.trimStart().startsWith("::") ? line.replace("::", String.raw`\u003a:`) : line;
}
var Printer = class {
	#write;
	#secrets = /* @__PURE__ */ new Set();
	constructor(write) {
		this.#write = write;
	}
	hide(secret) {
		if (secret.length >= 4) this.#secrets.add(secret);
	}
	line(text) {
		this.#write(this.safe(text));
	}
	safe(text) {
		let hidden = text;
		for (const secret of [...this.#secrets].sort((a, b) => b.length - a.length)) hidden = hidden.replaceAll(secret, "***");
		return safeLine(hidden);
	}
};

export { Printer as t };