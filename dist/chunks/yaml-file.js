import { o as __toESM } from "./rolldown-runtime.js";
import { i as isRecord } from "./descriptor.js";
import { c as messageOf, m as printable, t as OciError } from "./error.js";

// src/formats/yaml-file.ts
const maxYamlBytes = 4194304;
async function parseYaml(content, name) {
	return (await parseYamlDocuments(content, name)).map(({ value }) => value);
}
async function parseYamlDocuments(content, name) {
	const file = `"${printable(name, 300)}"`;
	if (content.byteLength > 4194304) throw new OciError("INPUT_INVALID", `${file} has ${content.byteLength} bytes, over the limit of ${maxYamlBytes}`);
	const { parseAllDocuments } = await import("./dist3.js").then((m) => /* @__PURE__ */ __toESM(m.default, 1));
	let text;
	try {
		text = new TextDecoder("utf-8", { fatal: true }).decode(content);
	} catch {
		throw new OciError("INPUT_INVALID", `${file} is not UTF-8 text`);
	}
	return [...parseAllDocuments(text)].map((document) => {
		const [error] = document.errors;
		if (error !== void 0) throw notYaml(file, error);
		try {
			const [start, , end] = document.range;
			return {
				value: document.toJS(),
				text: text.slice(start, end).replace(/^---[ \t]*\r?\n?/, "")
			};
		} catch (failure) {
			throw notYaml(file, failure);
		}
	});
}
async function parseYamlObject(content, name) {
	const documents = await parseYaml(content, name);
	const [value] = documents;
	if (documents.length === 1 && isRecord(value)) return value;
	throw new OciError("INPUT_INVALID", `"${printable(name, 300)}" is not one YAML document with keys and values`);
}
function notYaml(file, error) {
	const [line = ""] = messageOf(error).split("\n");
	return new OciError("INPUT_INVALID", `${file} is not valid YAML: ${printable(line.replace(/:$/, ""), 200)}`);
}

export { parseYamlObject as i, parseYaml as n, parseYamlDocuments as r, maxYamlBytes as t };