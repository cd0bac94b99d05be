import { a as isOciError, d as printable, r as inputError, t as OciError } from "./error.js";

// src/spec/platform-text.ts
const annotationPlatform = "io.oci-artifact.platform";
const platformPattern = /^([a-z0-9_-]{1,40})\/([a-z0-9_-]{1,40})(?:\/([a-z0-9._-]{1,40}))?(?::([A-Za-z0-9._-]{1,60}))?$/;
function isPlatformText(text) {
	return platformPattern.test(text);
}
function platformFromText(text) {
	const [, os, architecture, variant, version] = platformPattern.exec(text) ?? [];
	if (os === void 0 || architecture === void 0) throw new OciError("INPUT_INVALID", `"${printable(text, 200)}" is not a platform; write os/arch or os/arch/variant, for example linux/amd64 or linux/arm64/v8`);
	return {
		architecture,
		os,
		...version === void 0 ? {} : { "os.version": version },
		...variant === void 0 ? {} : { variant }
	};
}
function platformText(platform) {
	const { os, architecture, variant } = platform;
	const version = platform["os.version"];
	return `${os}/${architecture}${variant ? `/${variant}` : ""}${version ? `:${version}` : ""}`;
}

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

export { platformFromText as a, isPlatformText as i, withPlatform as n, platformText as o, annotationPlatform as r, readPlatform as t };