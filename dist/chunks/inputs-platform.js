import { i as platformText, r as platformFromText, t as annotationPlatform } from "./platform-text.js";
import { i as inputError, o as isOciError } from "./error.js";

// src/commands/inputs-platform.ts
function readPlatform(name, text, label) {
	if (text === void 0) return void 0;
	try {
		return platformFromText(text);
	} catch (error) {
		if (isOciError(error)) throw inputError(label(name), void 0, error.message);
		throw error;
	}
}
function withPlatform(annotations, text, label) {
	const platform = readPlatform("platform", text, label);
	if (platform === void 0) return annotations;
	const recorded = platformText(platform);
	const other = annotations[annotationPlatform];
	if (other !== void 0 && other !== recorded) throw inputError(label("annotations"), `${annotationPlatform}=${other}`, `names another platform than ${label("platform")} does; give the platform there alone`);
	return {
		...annotations,
		[annotationPlatform]: recorded
	};
}

export { withPlatform as n, readPlatform as t };