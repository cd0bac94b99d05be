let require_rolldown_runtime;
let require_spec;

// src/formats/yaml-file.ts
const maxYamlBytes = 4194304;
async function parseYaml(content, name) {
	return (await parseYamlDocuments(content, name)).map(({ value }) => value);
}
async function parseYamlDocuments(content, name) {
	const file = `"${(require_spec ??= require("./spec.js")).printable(name, 300)}"`;
	if (content.byteLength > 4194304) throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `${file} has ${content.byteLength} bytes, over the limit of ${maxYamlBytes}`);
	const { parseAllDocuments } = await Promise.resolve().then(() => /* @__PURE__ */ (require_rolldown_runtime ??= require("./rolldown-runtime.js")).__toESM(require("./dist.js").default, 1));
	let text;
	try {
		text = new TextDecoder("utf-8", { fatal: true }).decode(content);
	} catch {
		throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `${file} is not UTF-8 text`);
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
	if (documents.length === 1 && (require_spec ??= require("./spec.js")).isRecord(value)) return value;
	throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `"${(require_spec ??= require("./spec.js")).printable(name, 300)}" is not one YAML document with keys and values`);
}
function notYaml(file, error) {
	const [line = ""] = (require_spec ??= require("./spec.js")).messageOf(error).split("\n");
	return new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `${file} is not valid YAML: ${(require_spec ??= require("./spec.js")).printable(line.replace(/:$/, ""), 200)}`);
}

Object.defineProperty(exports, "maxYamlBytes", {
  enumerable: true,
  get: function () {
    return maxYamlBytes;
  }
});
Object.defineProperty(exports, "parseYaml", {
  enumerable: true,
  get: function () {
    return parseYaml;
  }
});
Object.defineProperty(exports, "parseYamlDocuments", {
  enumerable: true,
  get: function () {
    return parseYamlDocuments;
  }
});
Object.defineProperty(exports, "parseYamlObject", {
  enumerable: true,
  get: function () {
    return parseYamlObject;
  }
});